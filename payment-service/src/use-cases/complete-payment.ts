import { Problem, unavailable } from '@shop/common/errors';
import { paymentIdOf } from '../domain/ids.js';
import { alreadyVoided, paymentDeclined, paymentNotFound } from '../domain/refusals.js';
import type { Parts } from './parts.js';
import { correctPayment } from './correct-payment.js';

/**
 * The outcome of a payment that its customer had to confirm; asks the provider while it is not known. Changes nothing, so it needs no
 * barrier: a payment that has left PENDING never returns to it. Throws PAYMENT_DECLINED, PAYMENT_VOIDED, or 503 while the customer has not
 * answered.
 */
export async function completePayment(parts: Parts, orderId: string): Promise<{ paymentId: string }> {
  const paymentId = paymentIdOf(orderId);
  const read = await parts.payments.findStored(paymentId);
  if (!read) throw paymentNotFound();
  const { status, declineCode } = read.status === 'PENDING' ? await correctPayment(parts, paymentId) : read;
  switch (status) {
    case 'PENDING':
      throw unavailable('The customer has not confirmed this payment at its provider yet.');
    case 'DECLINED':
      throw paymentDeclined(declineCode ?? 'generic_decline');
    case 'VOIDED':
      throw alreadyVoided();
    case 'FAILED':
      throw new Problem(409, 'PROVIDER_REFUSED', { detail: 'The payment provider refused this payment.' });
    default:
      return { paymentId };
  }
}
