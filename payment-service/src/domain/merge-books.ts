import type { PaymentStatus } from '@shop/protos/contract';
import { outstandingAfter } from './failed-refund.js';
import { failureLines, missingLines, totals, type LedgerLine } from './ledger.js';
import type { Books } from './money-movement.js';
import type { Payment, RefundCall } from './payment.js';
import { afterLine, decline, voidPayment } from './status.js';

/** The changes of a payment when it records the provider's books. */
export interface MergeResult {
  readonly status: PaymentStatus;
  readonly declineCode: string | null;
  readonly actionUrl?: string;
  readonly providerRef: string;
  readonly lines: readonly LedgerLine[];
  readonly refunds: readonly RefundCall[];
  /** Minor units whose refund failed and that are still to be refunded. */
  readonly outstandingMinor: number;
  /** True when the customer had to confirm the payment and the provider has decided now: the saga waits for that. */
  readonly answered: boolean;
  /** True when a refund failed that was recorded as done: the reply that the cancel saga received is no longer true. */
  readonly reopened: boolean;
  /** True while the books do not show a stored call yet. */
  readonly inDoubt: boolean;
  readonly changed: boolean;
}

/**
 * Merges the provider's books into the payment, whether they come from a reply, a webhook or a query. The same books twice, or older ones
 * later, change nothing, so duplicated, reordered and missing messages lead to the same state. Throws WrongTransition when the books
 * contradict the ledger.
 */
export function mergeBooks(payment: Payment, books: Books): MergeResult {
  const failed = books.failedRefunds ?? [];
  const isFailed = new Set([
    ...failed.map(({ ref }) => ref),
    ...payment.refunds.flatMap(({ failedRef }) => failedRef ?? []),
  ]);
  const failures = failureLines(payment.ledger, failed);
  // a refund that failed before it was ever reported as done has no line
  const moved = books.movements.filter(({ ref }) => !isFailed.has(ref));
  const lines = [...failures, ...missingLines(payment.ledger, moved)];
  const ledger = [...payment.ledger];
  let status = payment.status;
  for (const line of lines) {
    status = afterLine(status, ledger, line);
    ledger.push(line);
  }
  const declineCode = books.declineCode ?? payment.declineCode;
  if (books.declineCode !== undefined && status !== 'DECLINED') status = decline(status);
  if (books.voided && status !== 'VOIDED' && status !== 'DECLINED') status = voidPayment(status);
  const inBooks = new Set(moved.filter(({ type }) => type === 'refunded').map(({ key }) => key));
  const refunds = payment.refunds.map((refund): RefundCall => {
    const failure = failed.find(({ key }) => key === refund.key);
    if (failure && refund.state !== 'refused') return { ...refund, state: 'refused', failedRef: failure.ref };
    return refund.state === 'asked' && inBooks.has(refund.key) ? { ...refund, state: 'done' } : refund;
  });
  const actionUrl = payment.actionUrl ?? books.actionUrl;
  const answered = payment.actionUrl !== undefined && payment.status === 'PENDING' && status !== 'PENDING';
  const changed =
    lines.length > 0 ||
    status !== payment.status ||
    actionUrl !== payment.actionUrl ||
    payment.providerRef !== books.providerRef ||
    refunds.some((refund, index) => refund !== payment.refunds[index]);
  const merged = { ...payment, status, ledger, refunds };
  return {
    status,
    declineCode,
    ...(actionUrl === undefined ? {} : { actionUrl }),
    providerRef: books.providerRef,
    lines,
    refunds: keptRefunds(refunds),
    outstandingMinor: outstandingAfter(payment, { lines, ledger, refunds, moved }),
    answered,
    reopened: failures.length > 0,
    inDoubt: isInDoubt(merged),
    changed,
  };
}

/** The number of refused refunds that are kept for inspection. */
const REFUSED_KEPT = 10;

/** The refunds without the oldest refused ones, so that the list stays bounded when a refund is refused for months. */
export function keptRefunds(refunds: readonly RefundCall[]): RefundCall[] {
  const refused = refunds.filter(({ state }) => state === 'refused');
  const dropped = new Set(refused.slice(0, Math.max(0, refused.length - REFUSED_KEPT)));
  return refunds.filter((refund) => !dropped.has(refund));
}

/** True while the provider was asked for something that the books known here do not show. */
function isInDoubt({ status, calls, refunds }: Pick<Payment, 'status' | 'calls' | 'refunds'>): boolean {
  if (calls.authorize && status === 'PENDING') return true;
  if ((calls.capture || calls.void) && status === 'AUTHORIZED') return true;
  return refunds.some((refund) => refund.state === 'asked');
}

/** Minor units that may still be refunded: captured, less refunded, less requested refunds. */
export function refundable({ ledger, refunds }: Pick<Payment, 'ledger' | 'refunds'>): number {
  const { captured, givenBack } = totals(ledger);
  const asked = refunds
    .filter((refund) => refund.state === 'asked')
    .reduce((sum, refund) => sum + refund.amountMinor, 0);
  return captured - givenBack - asked;
}
