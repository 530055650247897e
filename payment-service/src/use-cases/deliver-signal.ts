import { Problem } from '@shop/common/errors';
import { seconds } from '@shop/common/time';
import type { PaymentDocument } from '../data/payment.model.js';
import type { LeasedSignal } from '../data/signal.repository.js';
import { isUnsent } from '../domain/payment.js';
import { failIfCancelled } from './fail-if-cancelled.js';
import type { Parts } from './parts.js';

const ONLY_TELL = { until: 'ACCEPTED', waitMs: 0, deadlineMs: seconds(2) } as const;

/**
 * Signals an order's saga that its payment was submitted, when the first attempt failed. A repeated call is the same signal. A payment that
 * came too late ends as FAILED when its order is cancelled. Rejects when the saga cannot be signalled, also when it was not started yet.
 */
export async function deliverSignal(
  parts: Pick<Parts, 'sagas' | 'orders' | 'payments' | 'signals'>,
  leased: LeasedSignal,
): Promise<void> {
  const payment = leased.document;
  if (isUnsent(payment) && !(await isTaken(parts, payment))) await failIfCancelled(parts, payment);
  // the reconciler handles a payment whose order has not ended yet
  await parts.signals.remove(leased);
}

/** False when the saga can no longer take this payment. */
async function isTaken(
  parts: Pick<Parts, 'sagas' | 'orders' | 'payments'>,
  payment: PaymentDocument,
): Promise<boolean> {
  const { orderId, methodId: paymentMethodId, amountMinor, currency } = payment;
  try {
    const submitted = { paymentMethodId, amountMinor, currency };
    return (await parts.sagas.submitPayment(orderId, submitted, ONLY_TELL)).outcome !== 'LATE';
  } catch (error) {
    const unknown = error instanceof Problem && error.code === 'SAGA_NOT_FOUND';
    if (unknown && (await parts.orders.get(orderId)).status === 'CANCELLED') return false;
    throw error;
  }
}
