import type { PaymentDocument } from '../data/payment.model.js';
import { paymentIdOf } from '../domain/ids.js';
import { paymentNotFound } from '../domain/refusals.js';
import type { Parts } from './parts.js';
import { verifyPayment } from './verify-payment.js';

/** The payment of an order; the provider is asked first when something is in doubt. Throws PAYMENT_NOT_FOUND, or 503/504. */
export async function inspectPayment(parts: Parts, orderId: string): Promise<PaymentDocument> {
  const payment = await parts.payments.find(paymentIdOf(orderId));
  if (!payment || payment.tombstone) throw paymentNotFound();
  return payment.nextCheckAt === null ? payment : verifyPayment(parts, payment._id);
}
