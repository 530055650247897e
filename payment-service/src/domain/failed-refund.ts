import { totals, type LedgerLine } from './ledger.js';
import type { Movement } from './money-movement.js';
import type { Payment, RefundCall } from './payment.js';

/** Prefix of the keys of the cancel saga's refund of the rest. */
export const keyOfRest = (paymentId: string): string => `${paymentId}:refund-rest`;

/** Prefix of the keys of the refund for a change that made the order cost less. */
export const keyOfChange = (paymentId: string, changeId: string): string => `${paymentId}:refund-change:${changeId}`;

const isAskedBySaga = (paymentId: string, key: string): boolean =>
  key.startsWith(keyOfRest(paymentId)) || key.startsWith(keyOfChange(paymentId, ''));

/**
 * The part of a new refund that replaces earlier failed ones, minor units. The refund of a change is other money, unless one of the same
 * change was done and failed.
 */
export function makesGoodOf({ _id, ledger, refunds, failedRefund }: Payment, key: string, amountMinor: number): number {
  const ofChange = changeIn(_id, key);
  const failed = refunds.filter((refund) => ofChange !== undefined && changeIn(_id, refund.key) === ofChange);
  const isRepeated = failed.some(({ failedRef }) => ledger.some(({ providerRef }) => providerRef === failedRef));
  return ofChange === undefined || isRepeated ? Math.min(failedRefund?.amountMinor ?? 0, amountMinor) : 0;
}

/** The id of the change in the key of its refund, whatever number the key has; undefined in other keys. */
function changeIn(paymentId: string, key: string): string | undefined {
  const start = keyOfChange(paymentId, '');
  return key.startsWith(start) ? key.slice(start.length).split(':')[0] : undefined;
}

interface After {
  /** The new lines. */
  readonly lines: readonly LedgerLine[];
  readonly ledger: readonly LedgerLine[];
  /** In the same order as the payment's own refunds. */
  readonly refunds: readonly RefundCall[];
  readonly moved: readonly Movement[];
}

const sum = (parts: readonly { amountMinor: number }[]): number =>
  parts.reduce((total, { amountMinor }) => total + amountMinor, 0);

/**
 * Minor units that were to be refunded and were not, after a payment has recorded the provider's books. A saga's refund that failed before
 * it was done counts only for the part that replaced an earlier failed refund, because the saga requests the refund again.
 */
export function outstandingAfter(payment: Payment, { lines, ledger, refunds, moved }: After): number {
  const failedLater = lines.filter(({ type }) => type === 'refund_failed');
  const failedAtOnce = refunds.filter((refund, index) => {
    const before = payment.refunds[index]!;
    return refund !== before && before.state === 'asked' && refund.state === 'refused';
  });
  const unanswered = failedAtOnce.map(({ key, amountMinor, makesGood = 0 }) => ({
    amountMinor: isAskedBySaga(payment._id, key) ? makesGood : amountMinor,
  }));
  // a refund that was requested here was subtracted when it was requested
  const isNew = new Set(lines.map(({ providerRef }) => providerRef));
  const ours = new Set(refunds.map(({ key }) => key));
  const elsewhere = moved.filter(
    ({ type, ref, key }) => type === 'refunded' && isNew.has(ref) && (key === undefined || !ours.has(key)),
  );
  const outstanding = (payment.failedRefund?.amountMinor ?? 0) + sum(failedLater) + sum(unanswered) - sum(elsewhere);
  const { captured, givenBack } = totals(ledger);
  return Math.max(0, Math.min(outstanding, captured - givenBack));
}
