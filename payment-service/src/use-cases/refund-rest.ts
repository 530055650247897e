import { Problem, unavailable } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { paymentIdOf } from '../domain/ids.js';
import { keyOfRest } from '../domain/failed-refund.js';
import type { Parts } from './parts.js';
import { booksOf, chargeOf, providerOf } from './charge-of.js';
import { giveBack, notCarriedOut, sendUnlessGiven } from './give-back.js';
import { recordBooks } from './record-books.js';
import { voidPayment } from './void-payment.js';

/**
 * The cancel saga's refund: refunds the rest of the captured amount, once, and voids what was never captured, so that a capture still under
 * way cannot take it. Returns the refunded minor units, 0 when there was nothing to refund. Throws what the provider refuses (a repeated
 * call tries again), or 503/504.
 */
export async function refundRest(parts: Parts, orderId: string): Promise<{ refundedMinor: number }> {
  const { payments } = parts;
  const id = paymentIdOf(orderId);
  for (;;) {
    let payment = await payments.find(id);
    if (!payment || payment.tombstone || ['PENDING', 'AUTHORIZED'].includes(payment.status)) {
      payment = await letGo(parts, orderId, payment);
      if (payment.tombstone) return { refundedMinor: 0 };
    }
    const mark = payment.marks?.['refund'];
    if (mark?.state === 'done') return mark.reply as { refundedMinor: number };
    // administrators' refunds that are still in doubt come first: the rest is what they leave
    for (const refund of payment.refunds.filter(({ state }) => state === 'asked'))
      payment = await sendUnlessGiven(parts, payment, refund);
    const { payment: now, refundedMinor } = await giveBack(parts, payment, keyOfRest(id));
    if (now.refunds.some(({ state }) => state === 'asked')) throw notCarriedOut();
    const reply = { refundedMinor };
    const outcome = await payments.doOnce(now, 'refund', {}, reply);
    if (outcome.type === 'duplicate') return outcome.reply as { refundedMinor: number };
    if (outcome.type === 'done') return reply;
  }
}

/** Returns the payment once nothing of it is authorised any more: it was voided, or the capture came first. */
async function letGo(parts: Parts, orderId: string, payment: PaymentDocument | null): Promise<PaymentDocument> {
  const id = paymentIdOf(orderId);
  if (payment?.calls.capture && !payment.tombstone) await voidAskedCapture(parts, payment);
  else await voidPayment(parts, orderId);
  const now = await parts.payments.findCommitted(id);
  if (now?.status === 'PENDING' || now?.status === 'AUTHORIZED')
    throw unavailable('This payment is still being captured or voided; try again shortly.');
  return now!;
}

/** A capture was requested and refused or never answered: the provider carries out whichever of capture and void arrives first. */
async function voidAskedCapture(parts: Parts, payment: PaymentDocument): Promise<void> {
  const { payments, doubtMs } = parts;
  const call = payment.calls.void ?? { key: `${payment._id}:void`, at: new Date() };
  const set = { calls: { ...payment.calls, void: call }, nextCheckAt: new Date(Date.now() + doubtMs) };
  if (!payment.calls.void && !(await payments.change(payment, { set })))
    throw unavailable('This payment is being changed; try again shortly.');
  const charge = chargeOf(payment)!;
  try {
    await recordBooks(parts, payment._id, await providerOf(parts, payment).void(charge, call.key));
  } catch (error) {
    if (!(error instanceof Problem) || !error.definite) throw error;
    const books = await booksOf(parts, payment);
    const { payment: now } = books ? await recordBooks(parts, payment._id, books) : { payment };
    if (now?.status === 'AUTHORIZED') throw error;
  }
}
