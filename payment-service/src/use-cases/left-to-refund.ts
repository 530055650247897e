import { unavailable } from '@shop/common/errors';
import { disputedOf, type Disputed } from '../domain/dispute.js';
import type { Payment } from '../domain/payment.js';
import { paymentDisputed } from '../domain/refusals.js';
import { refundable } from '../domain/merge-books.js';
import type { Parts } from './parts.js';

/**
 * The amount of a payment that can still be refunded, without what the bank has paid back to the cardholder: minor units. Throws
 * PAYMENT_DISPUTED while a bank decides about it and something is left.
 */
export async function leftToRefund({ disputes }: Pick<Parts, 'disputes'>, payment: Payment): Promise<Left> {
  const most = refundable(payment);
  if (most === 0) return { left: 0, lostMinor: 0 };
  const { openMinor, lostMinor }: Disputed = disputedOf(await disputes.ofPayments([payment._id]), payment);
  if (openMinor > 0) throw paymentDisputed('OPEN');
  return { left: Math.max(0, most - lostMinor), lostMinor };
}

/** Throws 503 while another refund is undecided: if it is refused, its amount is left to refund. */
export function refuseWhileUndecided({ refunds }: Payment): void {
  if (refunds.some(({ state }) => state === 'asked'))
    throw unavailable('Another refund of this payment has not been carried out yet; what it leaves is refunded then.');
}

interface Left {
  readonly left: number;
  /** The amount that the bank has already paid back to the cardholder. */
  readonly lostMinor: number;
}
