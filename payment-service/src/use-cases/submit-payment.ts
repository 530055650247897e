import { Problem } from '@shop/common/errors';
import { seconds } from '@shop/common/time';
import type { SignalSagaReply__Output } from '@shop/protos/generated/shop/v1/SignalSagaReply';
import type { PaymentMethod } from '../data/payment-method.model.js';
import type { Card } from '../domain/card.js';
import { idFor, paymentIdOf } from '../domain/ids.js';
import { newPayment } from '../domain/new-payment.js';
import type { Payment } from '../domain/payment.js';
import { amountMismatch, cardDeclined, orderNotPayable } from '../domain/refusals.js';
import { addPaymentMethod, checkCard, methodForOnePayment } from './add-payment-method.js';
import { countAttempt } from './limit-declines.js';
import type { Parts } from './parts.js';

const WAIT_MS = seconds(5);

export interface SubmitPayment {
  readonly userId: string;
  readonly orderId: string;
  /** What the customer believes to pay, minor units. */
  readonly amountMinor: number | undefined;
  readonly with: { readonly card: Card } | { readonly paymentMethodId: string };
  /** The request's Idempotency-Key: what it makes is addressed by it. */
  readonly key: string | undefined;
}

/** A payment, and whether its outcome is known; if not, the saga is still at it. */
export interface Submitted {
  readonly payment: Payment;
  readonly settled: boolean;
}

/**
 * The customer pays: the order is frozen, its saga is told, and waited for up to five seconds. Throws CARD_DECLINED,
 * ORDER_NOT_FOUND, ORDER_NOT_PAYABLE, AMOUNT_MISMATCH, PAYMENT_METHOD_NOT_FOUND, TOO_MANY_DECLINES, 422 for a bad card,
 * or 503/504: then the saga may or may not have been told, and asking again with the same key is one payment.
 */
export async function submitPayment(parts: Parts, wanted: SubmitPayment): Promise<Submitted> {
  const { orderId, userId, amountMinor, key } = wanted;
  if ('card' in wanted.with) checkCard(parts, wanted.with.card);
  const order = await parts.orders.get(orderId, userId);
  if (amountMinor !== undefined && amountMinor !== order.totalMinor)
    throw amountMismatch(order.totalMinor, order.currency);
  // each request pays with a method of its own, so the method of a payment tells whose request made it
  const methodId = idFor('single-use-method', userId, key);
  const earlier = await settledBy(parts, orderId, methodId);
  if (earlier?.settled) return earlier;
  if (order.status === 'CONFIRMED' || order.status === 'CANCELLED')
    throw orderNotPayable(`This order is ${order.status} already; there is nothing to pay.`);
  const method = await methodOf(parts, wanted, methodId);
  const begun = await begin(parts, wanted, methodId);
  if ('payment' in begun) return begun;
  const { totalMinor, currency } = begun;
  const submitted = { paymentMethodId: methodId, amountMinor: totalMinor, currency };
  const signal = await parts.sagas.submitPayment(orderId, submitted, WAIT_MS);
  return (await settledBy(parts, orderId, methodId)) ?? waitOn(parts, wanted, signal, { method, ...submitted });
}

/** The method of this payment, which counts as an attempt of its customer from here on. */
async function methodOf(parts: Parts, { userId, orderId, with: given }: SubmitPayment, id: string) {
  const paymentId = paymentIdOf(orderId);
  if ('card' in given) return addPaymentMethod(parts, { id, userId, card: given.card, paymentId });
  const method = await methodForOnePayment(parts, { id, userId, from: given.paymentMethodId });
  await countAttempt(parts, userId, paymentId);
  return method;
}

/** Freezes the order; or answers what an earlier run of this request came to meanwhile. */
async function begin(parts: Parts, { orderId, userId, amountMinor }: SubmitPayment, methodId: string) {
  try {
    return await parts.orders.beginPayment(orderId, userId, amountMinor ?? 0);
  } catch (error) {
    const earlier =
      error instanceof Problem && error.code === 'ORDER_NOT_PAYABLE'
        ? await settledBy(parts, orderId, methodId)
        : undefined;
    if (earlier) return earlier;
    throw error;
  }
}

/** What became of this request's payment; undefined when there is none yet. Throws what the customer is to be told. */
async function settledBy({ payments }: Parts, orderId: string, methodId: string): Promise<Submitted | undefined> {
  const payment = await payments.find(paymentIdOf(orderId));
  if (!payment || payment.tombstone) return undefined;
  // one that was written down and never sent says nothing of whose signal the saga has taken
  if (payment.methodId !== methodId && payment.status === 'PENDING' && !payment.calls.authorize) return undefined;
  if (payment.methodId !== methodId)
    throw orderNotPayable('This order is paid, or being paid, by another request; see GET /api/payments.');
  switch (payment.status) {
    case 'DECLINED':
      throw cardDeclined(payment.declineCode ?? 'generic_decline', payment._id);
    case 'VOIDED':
    case 'FAILED':
      throw orderNotPayable('The order was cancelled before it was paid; nothing was charged.');
    default:
      return { payment, settled: payment.status !== 'PENDING' };
  }
}

/** The saga has no payment yet: either it never will, or it is still at it and the payment shows as PENDING. */
async function waitOn(
  parts: Parts,
  { orderId, userId, key }: SubmitPayment,
  { outcome, reached, saga, acceptedSignalId }: SignalSagaReply__Output,
  of: { method: PaymentMethod; amountMinor: number; currency: string },
): Promise<Submitted> {
  // an orchestrator of an older release does not say whose: it can be this request's own only if it can have been sent before
  const anothers = acceptedSignalId ? acceptedSignalId !== of.method._id : key === undefined;
  if (outcome === 'DUPLICATE' && anothers)
    throw orderNotPayable('This order is being paid by another request; see GET /api/payments.');
  if (reached || outcome === 'LATE')
    throw orderNotPayable(`The order cannot be paid any more: ${saga?.failureReason || 'its saga has ended'}.`);
  const { method, amountMinor, currency } = of;
  const now = new Date();
  const payment = newPayment(
    {
      orderId,
      userId,
      methodId: method._id,
      amountMinor,
      currency,
      card: { brand: method.brand, last4: method.last4 },
    },
    now,
    new Date(now.getTime() + parts.doubtMs),
  );
  await parts.payments.insert(payment);
  return (await settledBy(parts, orderId, method._id)) ?? { payment, settled: false };
}
