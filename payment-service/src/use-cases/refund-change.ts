import { Problem, unavailable } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { keyOfChange } from '../domain/failed-refund.js';
import { paymentIdOf } from '../domain/ids.js';
import { paymentNotFound } from '../domain/refusals.js';
import { giveBack, refundOf } from './give-back.js';
import { leftToRefund, refuseWhileUndecided } from './left-to-refund.js';
import type { Parts } from './parts.js';

export interface RefundChange {
  readonly changeId: string;
  readonly orderId: string;
  readonly amountMinor: number;
}

/** The amount to refund of each payment; stored before the first refund, so that every duplicate refunds the same amounts. */
type Plan = readonly { readonly paymentId: string; readonly amountMinor: number; readonly key: string }[];

const STEP = 'refund-change-';

/**
 * Refunds the amount by which a change made an order cheaper, once: first from the payments of applied changes, then from the order's
 * payment. Never more than is left of them, since an administrator may have refunded some before. Returns the refunded minor units. Throws
 * PAYMENT_NOT_FOUND, what the provider refuses (a repeated call tries again), or 503/504, also until the payment of the order was captured.
 */
export async function refundChange(parts: Parts, wanted: RefundChange): Promise<{ refundedMinor: number }> {
  let refundedMinor = 0;
  for (const { paymentId, amountMinor, key } of await planOf(parts, wanted)) {
    const payment = await parts.payments.findCommitted(paymentId);
    if (!payment) throw paymentNotFound();
    refundedMinor += (await giveBack(parts, payment, key, amountMinor)).refundedMinor;
  }
  return { refundedMinor };
}

async function planOf(parts: Parts, { changeId, orderId, amountMinor }: RefundChange): Promise<Plan> {
  const { payments } = parts;
  // a change's id is hashed, so that it is never part of a document path
  const step = `${STEP}${paymentIdOf(changeId)}`;
  for (;;) {
    const first = await payments.findCommitted(paymentIdOf(orderId));
    if (!first || first.tombstone) throw paymentNotFound();
    // an authorised payment would still be captured in full: the order may be changed while its capture is retried
    if (first.status === 'AUTHORIZED')
      throw unavailable('The payment of this order has not been captured yet; what it costs less is given back then.');
    const plan: Plan[number][] = [];
    let missing = amountMinor;
    let disputed: Problem | undefined;
    const all = first.marks?.[step] ? [] : [...(await ofAppliedChanges(parts, orderId)), first];
    for (const payment of all) {
      const left = await leftOf(parts, payment);
      if (left instanceof Problem) {
        disputed = left;
        continue;
      }
      const part = Math.min(missing, Math.max(0, left - plannedMinor(first, payment)));
      if (part > 0) plan.push({ paymentId: payment._id, amountMinor: part, key: keyOfChange(payment._id, changeId) });
      missing -= part;
    }
    // a payment that is disputed, or has an undecided refund, does not prevent refunds of the others
    if (disputed && missing > 0) throw disputed;
    if (missing > 0) all.forEach(refuseWhileUndecided);
    const outcome = await payments.doOnce(first, step, {}, plan);
    if (outcome.type === 'done') return plan;
    if (outcome.type === 'duplicate') return outcome.reply as Plan;
  }
}

/** The amount of a payment that is left to refund, minor units; the refusal while a bank decides about it. */
async function leftOf(parts: Parts, payment: PaymentDocument): Promise<number | Problem> {
  try {
    return (await leftToRefund(parts, payment)).left;
  } catch (error) {
    if (error instanceof Problem && error.code === 'PAYMENT_DISPUTED') return error;
    throw error;
  }
}

/**
 * The payments of the order's applied changes, the newest first. Any other change may be undone, also after its capture, and all of its
 * payment is refunded then.
 */
async function ofAppliedChanges({ payments, orders }: Parts, orderId: string): Promise<PaymentDocument[]> {
  const changes = await payments.ofChanges([orderId]);
  if (changes.length === 0) return [];
  const applied = (await orders.get(orderId)).paidChanges.map(({ id }) => id);
  return changes.filter(({ changeId }) => applied.includes(changeId!));
}

/** Minor units of a payment that earlier changes plan to refund, by their plans in the order's payment, and have not requested yet. */
const plannedMinor = ({ marks = {} }: PaymentDocument, payment: PaymentDocument): number =>
  Object.entries(marks)
    .flatMap(([step, { reply }]) => (step.startsWith(STEP) ? (reply as Plan) : []))
    .filter(({ paymentId, key }) => paymentId === payment._id && !refundOf(payment, key))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
