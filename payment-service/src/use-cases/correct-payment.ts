import type { PaymentDocument } from '../data/payment.model.js';
import { paymentNotFound } from '../domain/refusals.js';
import { booksOf } from './charge-of.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

/**
 * Reads the provider's books of this payment and records them. Throws PAYMENT_NOT_FOUND, 503/504, or WrongTransition when they contradict
 * the ledger.
 */
export async function correctPayment(parts: Parts, paymentId: string): Promise<PaymentDocument> {
  const payment = await parts.payments.findStored(paymentId);
  if (!payment || payment.tombstone) throw paymentNotFound();
  const books = await booksOf(parts, payment);
  if (!books) return payment;
  const { payment: after, changed } = await recordBooks(parts, paymentId, books);
  if (changed)
    parts.logger.warn('A payment differed from the provider and was corrected', { paymentId, status: after?.status });
  return after ?? payment;
}
