import { toProblem } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { hasNoCharge, isUnsent } from '../domain/payment.js';
import { WrongTransition } from '../domain/status.js';
import { askBooks } from './ask-books.js';
import { failIfCancelled } from './fail-if-cancelled.js';
import { endFailed } from './end-failed.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';
import { sendRefund } from './refund-payment.js';

const BATCH = 100;

/**
 * One round over the payments that have been in doubt for a while. It only records what the provider's books say: the saga repeats
 * authorise, capture and void itself. Two things have no saga and are completed here: an accepted refund, and a submitted payment whose
 * order has ended. Returns the number of corrected payments.
 */
export async function reconcile(parts: Parts): Promise<number> {
  const { payments, logger, doubtMs } = parts;
  const due = await payments.due(new Date(), BATCH);
  if (due.length === 0) return 0;
  const books = await askBooks(parts, due);
  let corrected = 0;
  for (const payment of due) {
    const { _id: paymentId } = payment;
    try {
      const reported = books.get(paymentId);
      const recorded = reported && (await recordBooks(parts, paymentId, reported));
      const carried = await carryThrough(parts, recorded?.payment ?? payment);
      if (recorded?.changed || carried) {
        corrected++;
        logger.info('A payment in doubt was reconciled', { paymentId, status: recorded?.payment?.status });
      }
    } catch (error) {
      const loud = error instanceof WrongTransition;
      logger[loud ? 'error' : 'warn']('A payment in doubt could not be reconciled', {
        paymentId,
        error: toProblem(error),
      });
    }
    await payments.postpone(paymentId, new Date(Date.now() + doubtMs));
  }
  return corrected;
}

async function carryThrough(parts: Parts, read: PaymentDocument): Promise<boolean> {
  if (hasNoCharge(read)) return endFailed(parts, read);
  // since the batch was read a refund may have been refused, and another made instead: a provider may carry out both
  const isAsked = read.refunds.some(({ state }) => state === 'asked');
  const payment = (isAsked && (await parts.payments.findCommitted(read._id))) || read;
  const asked = payment.refunds.filter(({ state }) => state === 'asked');
  for (const refund of asked) await sendRefund(parts, payment, refund);
  return isUnsent(payment) ? failIfCancelled(parts, payment) : asked.length > 0;
}
