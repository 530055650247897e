import { Problem, unavailable } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { keyOfChange, keyOfRest } from '../domain/failed-refund.js';
import { paymentIdOf } from '../domain/ids.js';
import { paymentNotFound } from '../domain/refusals.js';
import { leftToRefund } from './left-to-refund.js';
import type { Parts } from './parts.js';
import { isKeyOf, nextKey, storeRefund } from './refund-payment.js';
import { sendUnlessGiven } from './refund-rest.js';

export interface RefundChange {
  readonly changeId: string;
  readonly orderId: string;
  readonly amountMinor: number;
}

/** How much of which payment is given back; written down before the first of it, so that every duplicate gives back the same. */
type Plan = readonly { readonly paymentId: string; readonly amountMinor: number; readonly key: string }[];

const STEP = 'refund-change-';

/**
 * Gives back what a change made an order cost less, once: of the payments of earlier changes first, then of the order's. Never more than is
 * left of them: an administrator may have given it back before. Answers what it gave back, minor units. Throws PAYMENT_NOT_FOUND, what the
 * provider refuses (asked again, it tries again), or 503/504, also until the payment of the order was captured.
 */
export async function refundChange(parts: Parts, wanted: RefundChange): Promise<{ refundedMinor: number }> {
  let refundedMinor = 0;
  for (const { paymentId, amountMinor, key } of await planOf(parts, wanted))
    refundedMinor += await giveBack(parts, paymentId, key, amountMinor);
  return { refundedMinor };
}

async function planOf(parts: Parts, { changeId, orderId, amountMinor }: RefundChange): Promise<Plan> {
  const { payments } = parts;
  // no id of a change is part of a path
  const step = `${STEP}${paymentIdOf(changeId)}`;
  for (;;) {
    const first = await payments.findCommitted(paymentIdOf(orderId));
    if (!first || first.tombstone) throw paymentNotFound();
    // what is still to be taken would be taken whole: the order may be changed while its capture is tried again
    if (first.status === 'AUTHORIZED')
      throw unavailable('The payment of this order has not been captured yet; what it costs less is given back then.');
    const plan: Plan[number][] = [];
    let missing = amountMinor;
    let disputed: Problem | undefined;
    if (!first.marks?.[step])
      for (const payment of [...(await payments.ofChanges([orderId])).filter((each) => !isGoingBack(each)), first]) {
        const left = await leftOf(parts, payment);
        if (left instanceof Problem) {
          disputed = left;
          continue;
        }
        const part = Math.min(missing, Math.max(0, left - plannedMinor(first, payment)));
        if (part > 0) plan.push({ paymentId: payment._id, amountMinor: part, key: keyOfChange(payment._id, changeId) });
        missing -= part;
      }
    // what a bank decides about keeps the others from nothing
    if (disputed && missing > 0) throw disputed;
    const outcome = await payments.doOnce(first, step, {}, plan);
    if (outcome.type === 'done') return plan;
    if (outcome.type === 'duplicate') return outcome.reply as Plan;
  }
}

/** What is left to be given back of a payment, minor units; why nothing is while its cardholder's bank decides. */
async function leftOf(parts: Parts, payment: PaymentDocument): Promise<number | Problem> {
  try {
    return (await leftToRefund(parts, payment)).left;
  } catch (error) {
    if (error instanceof Problem && error.code === 'PAYMENT_DISPUTED') return error;
    throw error;
  }
}

/** True for the payment of a change that was undone, which gives everything back. */
const isGoingBack = ({ _id, refunds }: PaymentDocument): boolean =>
  refunds.some((refund) => isKeyOf(refund, keyOfRest(_id)));

/** Minor units of a payment that earlier changes are to give back, by their plans in the order's payment, and have not asked for. */
const plannedMinor = ({ marks = {} }: PaymentDocument, payment: PaymentDocument): number =>
  Object.entries(marks)
    .flatMap(([step, { reply }]) => (step.startsWith(STEP) ? (reply as Plan) : []))
    .filter(({ paymentId, key }) => paymentId === payment._id && !refundOf(payment, key))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** The refund of this key, or the one that took its place after a refusal. */
const refundOf = ({ refunds }: PaymentDocument, key: string) =>
  refunds.find((each) => each.state !== 'refused' && isKeyOf(each, key));

/** Minor units that were given back under this key, or under one that took its place after a refusal. */
async function giveBack(parts: Parts, paymentId: string, key: string, amountMinor: number): Promise<number> {
  let payment = await parts.payments.findCommitted(paymentId);
  if (!payment) throw paymentNotFound();
  if (!refundOf(payment, key) && (await leftToRefund(parts, payment)).left > 0)
    ({ payment } = await storeRefund(parts, paymentId, nextKey(payment, key), undefined, amountMinor));
  const refund = refundOf(payment, key);
  if (refund?.state === 'asked') payment = await sendUnlessGiven(parts, payment, refund);
  const now = refundOf(payment, key);
  if (now?.state === 'asked')
    throw unavailable('The payment provider has not carried the refund out yet; it is asked again.');
  return now?.amountMinor ?? 0;
}
