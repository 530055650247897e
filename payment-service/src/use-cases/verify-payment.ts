import type { PaymentDocument } from '../data/payment.model.js';
import { contradictsLedger } from '../domain/refusals.js';
import { WrongTransition } from '../domain/status.js';
import { correctPayment } from './correct-payment.js';
import type { Parts } from './parts.js';

/**
 * Somebody asks whether a payment is as its provider says; a difference is corrected. Throws 409 CONTRADICTS_LEDGER, with nothing written,
 * when that is impossible, PAYMENT_NOT_FOUND, or 503/504.
 */
export async function verifyPayment(parts: Parts, paymentId: string): Promise<PaymentDocument> {
  try {
    return await correctPayment(parts, paymentId);
  } catch (error) {
    // not in correctPayment: a saga's command must not take this for a definite refusal
    if (!(error instanceof WrongTransition)) throw error;
    parts.logger.error('The books of the provider contradict the ledger of a payment; somebody must compare the two', {
      paymentId,
      error,
    });
    throw contradictsLedger(error);
  }
}
