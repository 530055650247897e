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
 * minor units that it gave back, 0 when there was nothing. Throws PAYMENT_NOT_FOUND, or 503/504: also while the
 * capture is still being retried, because what is about to be taken has to be given back as well.
 */
export async function refundRest(parts: Parts, orderId: string): Promise<{ refundedMinor: number }> {
  const { payments } = parts;
  const id = paymentIdOf(orderId);
  const key = `${id}:refund-rest`;
  for (;;) {
    let payment = await payments.find(id);
    if (!payment || payment.tombstone) throw paymentNotFound();
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
    const reply = { refundedMinor: payment.refunds.find((refund) => refund.key === key)?.amountMinor ?? 0 };
    const change = { $set: {} } as UpdateQuery<PaymentDocument>;
    const outcome = await payments.doOnce(payment, 'refund', change, reply);
    if (outcome.type === 'duplicate') return outcome.reply as { refundedMinor: number };
    if (outcome.type === 'done') return reply;
  }
}
