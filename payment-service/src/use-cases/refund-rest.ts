import { unavailable } from '@shop/common/errors';
import type { UpdateQuery } from 'mongoose';
import type { PaymentDocument } from '../data/payment.model.js';
import { paymentIdOf } from '../domain/ids.js';
import { paymentNotFound } from '../domain/refusals.js';
import { refundable } from '../domain/settle.js';
import type { Parts } from './parts.js';
import { sendRefund, storeRefund } from './refund-payment.js';

/**
 * The cancel saga's refund: gives back whatever of the captured amount has not been given back, once. Answers the
 * minor units that it gave back, 0 when there was nothing. Throws PAYMENT_NOT_FOUND, what the provider refuses (asked
 * again, it tries again), or 503/504: also while the capture is still being retried, because what is about to be taken has to
 * be given back as well.
 */
export async function refundRest(parts: Parts, orderId: string): Promise<{ refundedMinor: number }> {
  const { payments } = parts;
  const id = paymentIdOf(orderId);
  for (;;) {
    let payment = await payments.find(id);
    if (!payment || payment.tombstone) throw paymentNotFound();
    const key = keyOfRest(payment);
    const mark = payment.marks?.['refund'];
    if (mark?.state === 'done') return mark.reply as { refundedMinor: number };
    if (payment.status === 'PENDING' || payment.status === 'AUTHORIZED')
      throw unavailable('This payment is still being captured; it can be given back once it is.');
    // administrators' refunds that are still in doubt come first: what they do not take is the rest
    for (const refund of payment.refunds.filter(({ state }) => state === 'asked'))
      payment = await sendRefund(parts, payment, refund);
    if (refundable(payment) > 0) {
      const stored = await storeRefund(parts, id, key, undefined);
      if (stored.refund.state === 'asked') payment = await sendRefund(parts, stored.payment, stored.refund);
      else payment = stored.payment;
    }
    const given = payment.refunds.find((refund) => refund.key === key && refund.state === 'done');
    const reply = { refundedMinor: given?.amountMinor ?? 0 };
    const change = { $set: {} } as UpdateQuery<PaymentDocument>;
    const outcome = await payments.doOnce(payment, 'refund', change, reply);
    if (outcome.type === 'duplicate') return outcome.reply as { refundedMinor: number };
    if (outcome.type === 'done') return reply;
  }
}

/** The key of the refund of the rest: a new one after each definite no, which the provider would only repeat for the old. */
function keyOfRest({ _id, refunds }: PaymentDocument): string {
  const key = `${_id}:refund-rest`;
  const refused = refunds.filter((refund) => refund.state === 'refused' && refund.key.startsWith(key)).length;
  return refused === 0 ? key : `${key}:${refused + 1}`;
}
