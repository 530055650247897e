import { Problem, unavailable } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { paymentIdOf } from '../domain/ids.js';
import { totals } from '../domain/ledger.js';
import { alreadyVoided, notCapturable, paymentNotFound } from '../domain/refusals.js';
import { booksOf, chargeOf, providerOf } from './charge-of.js';
import type { Parts } from './parts.js';
import { recordBooks, recordStep } from './record-books.js';

/**
 * Captures the authorised amount, once; done as well when somebody has captured all of it at the provider. Throws PAYMENT_NOT_CAPTURABLE,
 * PAYMENT_VOIDED, PAYMENT_NOT_FOUND, or 503/504.
 */
export async function capturePayment(parts: Parts, orderId: string): Promise<{ paymentId: string }> {
  const payment = await storeCall(parts, paymentIdOf(orderId));
  const reply = { paymentId: payment._id };
  if (payment.marks?.['capture']?.state === 'done' || !payment.calls.capture) return reply;
  const charge = chargeOf(payment)!;
  try {
    const books = await providerOf(parts, payment).capture(charge, payment.calls.capture.key);
    await recordStep(parts, payment, 'capture', books, () => reply);
    return reply;
  } catch (error) {
    // a definite refusal: the authorisation lapsed or was voided at the provider, or was captured by other means; its books show which
    if (error instanceof Problem && error.definite) await recordTheirBooks(parts, payment);
    throw error;
  }
}

/** The payment with its stored call, or without one when its whole amount was captured by other means. */
async function storeCall({ payments, doubtMs }: Parts, id: string): Promise<PaymentDocument> {
  for (;;) {
    const now = new Date();
    const call = { key: `${id}:capture`, at: now };
    const stored = await payments.storeCapture(id, call, new Date(now.getTime() + doubtMs));
    if (stored) return stored;
    const payment = await payments.findCommitted(id);
    if (!payment || payment.tombstone) throw paymentNotFound();
    // it has lapsed at the provider or was voided since: retrying the capture changes nothing
    if (payment.status === 'VOIDED') throw alreadyVoided();
    if (payment.calls.capture) return payment;
    if (payment.marks?.['authorize']?.state === 'undone') throw alreadyVoided();
    if (payment.status === 'PENDING')
      throw unavailable('The authorisation of this payment is still under way; try again shortly.');
    if (totals(payment.ledger).captured >= payment.amountMinor) return payment;
    if (payment.status !== 'AUTHORIZED') throw notCapturable(payment.status);
  }
}

async function recordTheirBooks(parts: Parts, payment: PaymentDocument): Promise<void> {
  const books = await booksOf(parts, payment);
  if (books) await recordBooks(parts, payment._id, books);
}
