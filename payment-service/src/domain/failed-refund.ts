import { totals, type LedgerLine } from './ledger.js';
import type { Movement } from './money-movement.js';
import type { Payment, RefundCall } from './payment.js';

/** The key of the cancel saga's refund of the rest begins so. */
export const keyOfRest = (paymentId: string): string => `${paymentId}:refund-rest`;

/** The key of a refund of what a change made the order cost less begins so. */
export const keyOfChange = (paymentId: string, changeId: string): string => `${paymentId}:refund-change:${changeId}`;

const isAskedBySaga = (paymentId: string, key: string): boolean =>
  key.startsWith(keyOfRest(paymentId)) || key.startsWith(keyOfChange(paymentId, ''));

interface After {
  /** The lines that are new. */
  readonly lines: readonly LedgerLine[];
  readonly ledger: readonly LedgerLine[];
  /** In the order of the payment's own. */
  readonly refunds: readonly RefundCall[];
  readonly moved: readonly Movement[];
}

const sum = (parts: readonly { amountMinor: number }[]): number =>
  parts.reduce((total, { amountMinor }) => total + amountMinor, 0);

/**
 * Minor units that were to be given back and were not, once a payment has taken over the provider's books. A refund of a saga that
 * failed before it was done counts only for what it was to replace: the saga asks for it again.
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
  // a refund that was asked for here has taken its part when it was asked for
  const isNew = new Set(lines.map(({ providerRef }) => providerRef));
  const ours = new Set(refunds.map(({ key }) => key));
  const elsewhere = moved.filter(
    ({ type, ref, key }) => type === 'refunded' && isNew.has(ref) && (key === undefined || !ours.has(key)),
  );
  const outstanding = (payment.failedRefund?.amountMinor ?? 0) + sum(failedLater) + sum(unanswered) - sum(elsewhere);
  const { captured, givenBack } = totals(ledger);
  return Math.max(0, Math.min(outstanding, captured - givenBack));
}
