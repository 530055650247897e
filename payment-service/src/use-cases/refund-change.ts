import { unavailable } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { keyOfChange } from '../domain/failed-refund.js';
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
type Plan = readonly { readonly paymentId: string; readonly amountMinor: number }[];

/**
 * Gives back what a change made an order cost less, once: of the payments of earlier changes first, then of the order's. Never more than is
 * left of them: an administrator may have given it back before. Answers what it gave back, minor units. Throws PAYMENT_NOT_FOUND, what the
 * provider refuses (asked again, it tries again), or 503/504.
 */
export async function refundChange(parts: Parts, wanted: RefundChange): Promise<{ refundedMinor: number }> {
  let refundedMinor = 0;
  for (const { paymentId, amountMinor } of await planOf(parts, wanted))
    refundedMinor += await giveBack(parts, paymentId, keyOfChange(paymentId, wanted.changeId), amountMinor);
  return { refundedMinor };
}

async function planOf(parts: Parts, { changeId, orderId, amountMinor }: RefundChange): Promise<Plan> {
  const { payments } = parts;
  // no id of a change is part of a path
  const step = `refund-change-${paymentIdOf(changeId)}`;
  for (;;) {
    const first = await payments.findCommitted(paymentIdOf(orderId));
    if (!first || first.tombstone) throw paymentNotFound();
    const plan: { paymentId: string; amountMinor: number }[] = [];
    let missing = amountMinor;
    if (!first.marks?.[step])
      for (const payment of [...(await payments.ofChanges([orderId])), first]) {
        const part = Math.min(missing, (await leftToRefund(parts, payment)).left);
        if (part > 0) plan.push({ paymentId: payment._id, amountMinor: part });
        missing -= part;
      }
    const outcome = await payments.doOnce(first, step, {}, plan);
    if (outcome.type === 'done') return plan;
    if (outcome.type === 'duplicate') return outcome.reply as Plan;
  }
}

/** Minor units that were given back under this key, or under one that took its place after a refusal. */
async function giveBack(parts: Parts, paymentId: string, key: string, amountMinor: number): Promise<number> {
  const mine = ({ refunds }: PaymentDocument) => refunds.find((each) => each.state !== 'refused' && isKeyOf(each, key));
  let payment = await parts.payments.findCommitted(paymentId);
  if (!payment) throw paymentNotFound();
  if (!mine(payment) && (await leftToRefund(parts, payment)).left > 0)
    ({ payment } = await storeRefund(parts, paymentId, nextKey(payment, key), undefined, amountMinor));
  const refund = mine(payment);
  if (refund?.state === 'asked') payment = await sendUnlessGiven(parts, payment, refund);
  const now = mine(payment);
  if (now?.state === 'asked')
    throw unavailable('The payment provider has not carried the refund out yet; it is asked again.');
  return now?.amountMinor ?? 0;
}
