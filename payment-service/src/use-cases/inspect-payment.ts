import type { PaymentDocument } from '../data/payment.model.js';
import { paymentIdOf } from '../domain/ids.js';
import { paymentNotFound } from '../domain/refusals.js';
import type { Parts } from './parts.js';
import { correctPayment } from './correct-payment.js';

/** The payment of an order; the provider is asked first when something is in doubt. Throws PAYMENT_NOT_FOUND, or 503/504. */
export async function inspectPayment(parts: Parts, orderId: string): Promise<PaymentDocument> {
  const payment = await parts.payments.find(paymentIdOf(orderId));
  if (!payment || payment.tombstone) throw paymentNotFound();
  return certain(parts, payment);
}

/** The payments of an order's changes, the oldest first; throws as `inspectPayment`. */
export async function inspectChanges(parts: Parts, orderId: string): Promise<PaymentDocument[]> {
  const payments = await parts.payments.ofChanges([orderId]);
  return Promise.all(payments.toReversed().map((payment) => certain(parts, payment)));
}

const certain = async (parts: Parts, payment: PaymentDocument): Promise<PaymentDocument> =>
  payment.nextCheckAt === null ? payment : correctPayment(parts, payment._id);
