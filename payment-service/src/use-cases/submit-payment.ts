import { Problem, toProblem } from '@shop/common/errors';
import type { Relay } from '@shop/common/relay';
import { seconds, steadyNow } from '@shop/common/time';
import { ANSWER_WAIT_MS, TRAVEL_MS } from '@shop/protos/contract';
import type { Payable__Output } from '@shop/protos/generated/shop/v1/Payable';
import type { SignalSagaReply__Output } from '@shop/protos/generated/shop/v1/SignalSagaReply';
import type { PaymentDocument } from '../data/payment.model.js';
import { providerOfMethod, type PaymentMethod } from '../data/payment-method.model.js';
import { minorOf } from '../domain/amount.js';
import type { Card } from '../domain/card.js';
import { idFor, paymentIdOf } from '../domain/ids.js';
import { newPayment } from '../domain/new-payment.js';
import { isUnsent, shownStatus, type Payment } from '../domain/payment.js';
import { amountMismatch, cardDeclined, orderNotPayable } from '../domain/refusals.js';
import { addPaymentMethod, checkCard, methodForOnePayment } from './add-payment-method.js';
import { checkSteps } from './check-steps.js';
import { countAttempt } from './limit-declines.js';
import type { Parts } from './parts.js';

/** The longest wait for the saga's answer, from the request on. */
const ANSWER_WITHIN_MS = ANSWER_WAIT_MS + 200;
/** The request itself signals the saga; for this time no other process does. */
const LEASE_MS = seconds(15);

export interface SubmitParts extends Parts {
  /** Sends the signals that could not be sent at first. */
  readonly relay: Pick<Relay<unknown>, 'wake' | 'recovered'>;
}

type Payable = Pick<Payable__Output, 'totalMinor' | 'currency'>;

export interface SubmitPayment {
  readonly userId: string;
  readonly orderId: string;
  /** The amount that the customer expects to pay, a decimal of the order's currency. */
  readonly amount: number | undefined;
  readonly with: { readonly card: Card } | { readonly paymentMethodId: string };
  /** The request's Idempotency-Key: the ids of what the request creates are derived from it. */
  readonly key: string | undefined;
}

/** A payment, and whether its outcome is known; if not, the saga is still in progress. */
export interface Submitted {
  readonly payment: Payment;
  readonly decided: boolean;
}

/**
 * The customer pays: freezes the order, stores the payment, signals its saga and waits up to ANSWER_WAIT_MS for it. If the saga cannot be
 * signalled now, that is done later. Throws CARD_DECLINED, ORDER_NOT_FOUND, ORDER_NOT_PAYABLE, AMOUNT_MISMATCH, AMOUNT_NOT_IN_STEPS,
 * PAYMENT_METHOD_NOT_FOUND, TOO_MANY_DECLINES, 422 for a bad card, or 503/504: a repeated request with the same key is one payment.
 */
export async function submitPayment(parts: SubmitParts, wanted: SubmitPayment): Promise<Submitted> {
  const until = steadyNow() + ANSWER_WITHIN_MS;
  const { orderId, userId, amount, key } = wanted;
  if ('card' in wanted.with)
    checkCard({ judgesExpiry: parts.providers.all.some((each) => each.judgesExpiry) }, wanted.with.card);
  const order = await parts.orders.get(orderId, userId);
  const amountMinor = amount === undefined ? undefined : minorOf(amount, order.currency);
  if (amountMinor !== undefined && amountMinor !== order.totalMinor)
    throw amountMismatch(order.totalMinor, order.currency);
  // each request has its own method, so a payment's method shows which request made it
  const methodId = idFor('single-use-method', userId, key);
  const earlier = outcomeOf(await parts.payments.find(paymentIdOf(orderId)), methodId);
  if (earlier?.decided) return earlier;
  if (order.status === 'CONFIRMED' || order.status === 'CANCELLED')
    throw orderNotPayable(`This order is ${order.status} already; there is nothing to pay.`);
  const method = await methodOf(parts, wanted, methodId, order.currency);
  checkSteps(
    parts.providers.named(providerOfMethod(method)),
    { amountMinor: order.totalMinor, currency: order.currency },
    'change the order so that its total is a multiple of it, or cancel it.',
  );
  const begun = await begin(parts, wanted, amountMinor, methodId);
  if ('payment' in begun) return begun;
  const reserved = await reserve(parts, wanted, method, begun);
  const reply = await signal(parts, reserved, until);
  if (!reply) return { payment: reserved.payment, decided: false };
  return conclude(parts, wanted, reply, reserved);
}

/** The method of this payment; from here on it counts as an attempt of its customer. */
async function methodOf(parts: Parts, { userId, orderId, with: given }: SubmitPayment, id: string, currency: string) {
  const paymentId = paymentIdOf(orderId);
  if ('card' in given) return addPaymentMethod(parts, { id, userId, card: given.card, for: { paymentId, currency } });
  const method = await methodForOnePayment(parts, { id, userId, from: given.paymentMethodId });
  await countAttempt(parts, userId, paymentId);
  return method;
}

/** Freezes the order; or returns the outcome of an earlier run of this request. */
async function begin(
  parts: Parts,
  { orderId, userId }: SubmitPayment,
  amountMinor: number | undefined,
  methodId: string,
) {
  try {
    return await parts.orders.beginPayment(orderId, userId, amountMinor ?? 0);
  } catch (error) {
    const earlier =
      error instanceof Problem && error.code === 'ORDER_NOT_PAYABLE'
        ? outcomeOf(await parts.payments.find(paymentIdOf(orderId)), methodId)
        : undefined;
    if (earlier) return earlier;
    throw error;
  }
}

/** The outcome of this request's payment; undefined when there is none yet. Throws the errors that the customer receives. */
function outcomeOf(payment: PaymentDocument | null, methodId: string): Submitted | undefined {
  if (!payment || payment.tombstone) return undefined;
  // a payment that was stored and never sent does not show whose signal the saga has accepted
  if (payment.methodId !== methodId && isUnsent(payment)) return undefined;
  if (payment.methodId !== methodId)
    throw orderNotPayable('This order is paid, or being paid, by another request; see GET /api/payments.');
  switch (payment.status) {
    case 'DECLINED':
      throw cardDeclined(payment.declineCode ?? 'generic_decline', payment._id);
    case 'FAILED':
      if (payment.calls.authorize) throw refusedByProvider();
      throw cancelledBefore();
    case 'VOIDED':
      throw cancelledBefore();
    default:
      return { payment, decided: shownStatus(payment) !== 'PENDING' };
  }
}

/** The payment that a request submits. `mine` is false for the payment of another request that was never sent. */
interface Reserved {
  readonly payment: PaymentDocument;
  readonly mine: boolean;
}

/**
 * Stores the payment together with its signal before the signal is sent: whatever process dies, the signal is sent, and a second request
 * with another card is refused. Throws ORDER_NOT_PAYABLE.
 */
async function reserve(
  { payments, doubtMs }: Parts,
  { orderId, userId }: SubmitPayment,
  method: PaymentMethod,
  { totalMinor: amountMinor, currency }: Payable,
): Promise<Reserved> {
  const now = new Date();
  const { _id: methodId, brand, last4 } = method;
  const provider = providerOfMethod(method);
  const of = { orderId, userId, methodId, provider, amountMinor, currency, card: { brand, last4 } };
  const fresh: Payment = {
    ...newPayment(of, now, new Date(now.getTime() + doubtMs)),
    signalIntent: { at: now, nextAttemptAt: new Date(now.getTime() + LEASE_MS), attempts: 0 },
  };
  for (;;) {
    const inserted = await payments.insert(fresh);
    if (inserted) return { payment: inserted, mine: true };
    const there = await payments.find(fresh._id);
    if (!there) continue;
    if (there.tombstone) throw cancelledBefore();
    if (there.methodId === methodId) return { payment: there, mine: true };
    if (!isUnsent(there) || there.signalIntent) throw paidByAnother();
    // an older release stored it for a request whose signal need not be the one that the saga has accepted
    return { payment: { ...there, ...of }, mine: false };
  }
}

/** Undefined when the saga could not be signalled: the stored payment is signalled later. Throws the saga's refusals. */
async function signal(
  { sagas, signals, relay, payments }: SubmitParts,
  { payment, mine }: Reserved,
  until: number,
): Promise<SignalSagaReply__Output | undefined> {
  const { _id, orderId, methodId: paymentMethodId, amountMinor, currency, signalIntent } = payment;
  const deadlineMs = Math.max(TRAVEL_MS, until - steadyNow());
  const waitMs = Math.max(0, Math.min(ANSWER_WAIT_MS, Math.round(deadlineMs - TRAVEL_MS)));
  try {
    const submitted = { paymentMethodId, amountMinor, currency };
    const reply = await sagas.submitPayment(orderId, submitted, { until: 'RESTED', waitMs, deadlineMs });
    relay.recovered();
    return reply;
  } catch (error) {
    const problem = toProblem(error);
    const later = !problem.definite || problem.code === 'SAGA_NOT_FOUND';
    if (!later && mine) await payments.withdraw(_id, paymentMethodId);
    if (!later || !mine) throw error;
    if (signalIntent) await signals.putOff({ document: payment, until: signalIntent.nextAttemptAt }, 0);
    relay.wake();
    return undefined;
  }
}

/** The customer's answer after the saga was signalled. Throws ORDER_NOT_PAYABLE, CARD_DECLINED. */
async function conclude(
  parts: SubmitParts,
  { key }: SubmitPayment,
  { outcome, reached, saga, acceptedSignalId }: SignalSagaReply__Output,
  { payment: { _id, methodId }, mine }: Reserved,
): Promise<Submitted> {
  const payment = await parts.payments.find(_id);
  const known = outcomeOf(payment, methodId);
  if (known && !isUnsent(known.payment)) return known;
  // an orchestrator of an older release does not say whose signal it was: it can be this request's only if this request can have been sent
  // before
  const anothers = acceptedSignalId ? acceptedSignalId !== methodId : key === undefined;
  const byAnother = outcome === 'DUPLICATE' && anothers;
  if (byAnother || reached || outcome === 'LATE') {
    if (mine) await parts.payments.withdraw(_id, methodId);
    if (byAnother) throw paidByAnother();
    throw orderNotPayable(`The order cannot be paid any more: ${saga?.failureReason || 'its saga has ended'}.`);
  }
  // the saga has accepted the payment and is still in progress
  const { signalIntent } = payment ?? {};
  if (payment && signalIntent) await parts.signals.remove({ document: payment, until: signalIntent.nextAttemptAt });
  if (known) return known;
  throw paidByAnother();
}

const paidByAnother = () => orderNotPayable('This order is being paid by another request; see GET /api/payments.');
const refusedByProvider = () =>
  orderNotPayable('The payment provider refused this payment, so the order is cancelled; place it again.');
const cancelledBefore = () => orderNotPayable('The order was cancelled before it was paid; nothing was charged.');
