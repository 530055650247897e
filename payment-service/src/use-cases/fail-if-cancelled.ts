import type { PaymentDocument } from '../data/payment.model.js';
import { fail } from '../domain/status.js';
import type { Parts } from './parts.js';

/** Ends a payment that was submitted and never sent as FAILED when its order has been cancelled; true when it did. */
export async function failIfCancelled(
  { orders, payments }: Pick<Parts, 'orders' | 'payments'>,
  payment: PaymentDocument,
): Promise<boolean> {
  const order = await orders.get(payment.orderId);
  if (order.status !== 'CANCELLED') return false;
  const set = { status: fail(payment.status), nextCheckAt: null };
  return (await payments.change(payment, { set, drop: 'signalIntent' })) !== null;
}
