import type { PaymentDocument } from '../data/payment.model.js';
import { correctPayment } from './correct-payment.js';
import type { Parts } from './parts.js';
import { refuseContradiction } from './refuse-contradiction.js';

const CONTRADICTS = 'The books of the provider contradict the ledger of a payment; somebody must compare the two';

/**
 * Somebody asks whether a payment is as its provider says; a difference is corrected. Throws 409 CONTRADICTS_LEDGER, with nothing written,
 * when that is impossible, PAYMENT_NOT_FOUND, or 503/504.
 */
export const verifyPayment = (parts: Parts, paymentId: string): Promise<PaymentDocument> =>
  correctPayment(parts, paymentId).catch(refuseContradiction(parts, paymentId, CONTRADICTS));
