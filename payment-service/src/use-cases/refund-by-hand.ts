import { v7 } from 'uuid';
import type { PaymentDocument } from '../data/payment.model.js';
import { minorOf } from '../domain/amount.js';
import { idFor } from '../domain/ids.js';
import type { LedgerLine } from '../domain/ledger.js';
import { noFailedRefund, paymentNotFound, refundTooLarge } from '../domain/refusals.js';
import { refundable } from '../domain/merge-books.js';
import { afterLine } from '../domain/status.js';
import type { Parts } from './parts.js';
import type { RefundPayment } from './refund-payment.js';

/**
 * Records that money whose refund failed was refunded outside the provider, for example by bank transfer: at most the failed amount, all of
 * it without an amount. The provider is not called, and can refund that much less. Throws PAYMENT_NOT_FOUND, PAYMENT_NOT_REFUNDABLE,
 * REFUND_TOO_LARGE.
 */
export async function refundByHand(
  { payments, logger }: Parts,
  wanted: RefundPayment & { readonly reason: string },
): Promise<PaymentDocument> {
  const { paymentId, amount, by, reason, key } = wanted;
  const providerRef = `by-hand:${key === undefined ? v7() : idFor(paymentId, by, key)}`;
  for (;;) {
    const payment = await payments.findCommitted(paymentId);
    if (!payment || payment.tombstone) throw paymentNotFound();
    if (payment.ledger.some((line) => line.providerRef === providerRef)) return payment;
    const wantedMinor = amount === undefined ? undefined : minorOf(amount, payment.currency);
    if (!payment.failedRefund) throw noFailedRefund();
    const outstandingMinor = Math.min(payment.failedRefund.amountMinor, refundable(payment));
    const amountMinor = wantedMinor ?? outstandingMinor;
    if (outstandingMinor === 0 || amountMinor > outstandingMinor)
      throw refundTooLarge(outstandingMinor, payment.currency);
    const line: LedgerLine = { type: 'refunded_by_hand', amountMinor, at: new Date(), providerRef, by, reason };
    const set = { status: afterLine(payment.status, payment.ledger, line) };
    const stored = await payments.change(payment, {
      set,
      lines: [line],
      outstandingMinor: outstandingMinor - amountMinor,
    });
    if (!stored) continue;
    logger.info('A refund that had failed was given back by hand', { paymentId, amountMinor, by });
    return stored;
  }
}
