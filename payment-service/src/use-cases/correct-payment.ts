import type { PaymentDocument } from '../data/payment.model.js';
import { booksOf } from './charge-of.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

/** Reads the provider's books of this payment and records them. Throws 503/504, or WrongTransition when they contradict the ledger. */
export async function correctPayment(parts: Parts, read: PaymentDocument): Promise<PaymentDocument> {
  const books = await booksOf(parts, read);
  if (!books) return read;
  const { payment, changed } = await recordBooks(parts, read, books);
  const { _id: paymentId, status } = payment;
  if (changed) parts.logger.warn('A payment differed from the provider and was corrected', { paymentId, status });
  return payment;
}
