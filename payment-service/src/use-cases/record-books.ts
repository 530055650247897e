import type { PaymentDocument } from '../data/payment.model.js';
import type { PaymentWrite, StepOutcome } from '../data/payment.repository.js';
import type { Books } from '../domain/money-movement.js';
import { mergeBooks, type MergeResult } from '../domain/merge-books.js';
import { providerNameOf } from './charge-of.js';
import type { Parts } from './parts.js';

const ROUNDS = 20;

/** The single write that records the provider's books: status and ledger lines together. */
function writeOf(merged: MergeResult, payment: PaymentDocument): PaymentWrite {
  const { status, declineCode, actionUrl, providerRef, lines, refunds, outstandingMinor, answered, reopened, inDoubt } =
    merged;
  // while in doubt the time of the reconciler's check is unchanged
  const nextCheckAt = inDoubt ? payment.nextCheckAt : null;
  const now = new Date();
  const set = {
    status,
    declineCode,
    providerRef,
    refunds,
    nextCheckAt,
    ...(actionUrl === undefined ? {} : { actionUrl }),
    ...(answered ? { answerIntent: { at: now, nextAttemptAt: now, attempts: 0 } } : {}),
  };
  return { set, lines, outstandingMinor, ...(reopened ? { drop: 'marks.refund' } : {}) };
}

/** Counts the recorded changes once, after the write that made them. */
function count({ metrics }: Pick<Parts, 'metrics'>, before: PaymentDocument, merged: MergeResult): void {
  const provider = providerNameOf(before);
  metrics.moved(provider, before.currency, merged.lines);
  if (merged.status === 'DECLINED' && before.status !== 'DECLINED')
    metrics.declined(provider, merged.declineCode ?? 'generic_decline');
}

/**
 * Records the books of a payment, whatever their source; the payment is given by its id or as it was just read. Returns the payment
 * afterwards, null when there is none, and whether anything changed.
 */
export async function recordBooks(
  { payments, metrics }: Pick<Parts, 'payments' | 'metrics'>,
  of: string | PaymentDocument,
  books: Books,
): Promise<{ payment: PaymentDocument | null; changed: boolean }> {
  const paymentId = typeof of === 'string' ? of : of._id;
  let payment = typeof of === 'string' ? await payments.findStored(of) : of;
  for (let round = 0; round < ROUNDS; round++) {
    if (!payment) return { payment: null, changed: false };
    const merged = mergeBooks(payment, books);
    if (merged.changed || merged.inDoubt !== (payment.nextCheckAt !== null)) {
      const after = await payments.change(payment, writeOf(merged, payment));
      if (after) {
        count({ metrics }, payment, merged);
        return { payment: after, changed: merged.changed };
      }
    } else if (payment !== of || !books.failedRefunds?.length) return { payment, changed: false };
    // the payment was changed concurrently: read nothing older than that write; or it may have been, and a refund that failed since is
    // nothing new to a payment that was read before it was made
    payment = await payments.findCommitted(paymentId);
  }
  throw new Error(`Payment ${paymentId} kept changing under ${ROUNDS} attempts to record what the provider says`);
}

/**
 * Records the books that a saga's command returned and marks the command as done with its reply, in one update. `read` is the payment as
 * last read; `replyOf` receives it as it will be.
 */
export async function recordStep(
  { payments, metrics }: Pick<Parts, 'payments' | 'metrics'>,
  read: PaymentDocument,
  step: string,
  books: Books,
  replyOf: (merged: MergeResult, before: PaymentDocument) => unknown,
): Promise<StepOutcome> {
  let payment = read;
  for (let round = 0; round < ROUNDS; round++) {
    const merged = mergeBooks(payment, books);
    const outcome = await payments.doOnce(payment, step, writeOf(merged, payment), replyOf(merged, payment));
    if (outcome.type === 'done') count({ metrics }, payment, merged);
    if (outcome.type !== 'not-now') return outcome;
    if (!outcome.document) break;
    payment = outcome.document;
  }
  throw new Error(`Payment ${read._id} is gone or kept changing under ${ROUNDS} attempts to finish ${step}`);
}
