import { Problem } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { paymentIdOf } from '../domain/ids.js';
import { newPayment } from '../domain/new-payment.js';
import { providerOfMethod } from '../data/payment-method.model.js';
import { alreadyVoided, methodNotFound, paymentDeclined } from '../domain/refusals.js';
import { shownStatus, type Payment } from '../domain/payment.js';
import { fail } from '../domain/status.js';
import { chargeOf, providerOf } from './charge-of.js';
import { countAttempt } from './limit-declines.js';
import type { Parts } from './parts.js';
import { recordBooks, recordStep } from './record-books.js';
import { usableMethod } from './usable-method.js';

export interface AuthorizePayment {
  readonly orderId: string;
  /** The change of the order that is to be paid; without it the order's original price is paid. */
  readonly changeId?: string;
  readonly userId: string;
  readonly methodId: string;
  /** Minor units. */
  readonly amountMinor: number;
  readonly currency: string;
  /** Whether the saga can wait for a customer who must confirm the payment. */
  readonly customerMayAct: boolean;
}

interface Authorized {
  readonly paymentId: string;
  /** True when nothing is authorised until the customer has confirmed it; not written by earlier releases. */
  readonly customerMustAct?: boolean;
}

type Reply = Authorized | { readonly declineCode: string } | { readonly refused: string };

/**
 * Authorises the order's amount on the card, once; or returns that the customer must confirm it first. Throws PAYMENT_DECLINED,
 * PAYMENT_METHOD_NOT_FOUND, PAYMENT_VOIDED (its void came first), or 503/504 when the outcome is in doubt.
 */
export async function authorizePayment(parts: Parts, wanted: AuthorizePayment): Promise<Authorized> {
  const payment = await storeCall(parts, wanted);
  const mark = payment.marks?.['authorize'];
  if (mark?.state === 'undone') throw alreadyVoided();
  if (mark?.state === 'done') return answer(mark.reply as Reply);
  const books = await providerOf(parts, payment)
    .authorize(chargeOf(payment)!)
    .catch((error: unknown) => refused(parts, payment, error));
  // the void takes precedence
  if (books.voided) {
    await recordBooks(parts, payment._id, books);
    throw alreadyVoided();
  }
  const outcome = await recordStep(parts, payment, 'authorize', books, (merged) => replyOf(payment._id, merged));
  if (outcome.type === 'undone') throw alreadyVoided();
  if (outcome.type === 'duplicate') return answer(outcome.reply as Reply);
  return answer(replyOf(payment._id, outcome.document));
}

const replyOf = (paymentId: string, payment: Pick<Payment, 'declineCode' | 'status' | 'actionUrl'>): Reply =>
  payment.declineCode === null
    ? { paymentId, customerMustAct: shownStatus(payment) === 'REQUIRES_ACTION' }
    : { declineCode: payment.declineCode };

function answer(reply: Reply): Authorized {
  if ('declineCode' in reply) throw paymentDeclined(reply.declineCode);
  if ('refused' in reply && reply.refused === 'PAYMENT_METHOD_NOT_FOUND') throw methodNotFound();
  if ('refused' in reply)
    throw Problem.received(409, reply.refused, { detail: 'The payment provider refused this payment.' });
  return reply;
}

/** The payment with its stored call to the provider; every attempt sends the call as it was stored. */
async function storeCall(parts: Parts, wanted: AuthorizePayment): Promise<PaymentDocument> {
  const { payments, doubtMs, returnUrl } = parts;
  const id = paymentIdOf(wanted.changeId ?? wanted.orderId);
  for (;;) {
    const there = await payments.find(id);
    if (there?.calls.authorize || there?.marks?.['authorize']) return there;
    const now = new Date();
    const nextCheckAt = new Date(now.getTime() + doubtMs);
    const method = await usableMethod(parts, wanted.methodId, wanted.userId).catch(definite);
    if (method instanceof Problem) {
      await refuseUnsent(parts, there, newPayment({ ...wanted, card: UNKNOWN_CARD }, now, nextCheckAt), method);
      continue;
    }
    // from here on the provider may have been asked: a call in doubt is sent again, whatever was declined meanwhile
    const refusal = await overLimit(parts, wanted.userId, id);
    const authorize = {
      key: `${id}:authorize`,
      token: method.token,
      at: now,
      ...(wanted.customerMayAct && returnUrl ? { returnUrl: backTo(returnUrl, wanted.orderId) } : {}),
    };
    const { brand, last4 } = method;
    const provider = providerOfMethod(method);
    const made = newPayment({ ...wanted, provider, card: { brand, last4 } }, now, nextCheckAt);
    const fresh = { ...made, calls: { authorize } };
    if (refusal) {
      await refuseUnsent(parts, there, made, refusal);
      continue;
    }
    if (!there) {
      const inserted = await payments.insert(fresh);
      if (inserted) return inserted;
      continue;
    }
    // the payment was stored when it was submitted; the saga's values are the ones that are sent
    const { methodId, amountMinor, currency, card, calls } = fresh;
    const set = { methodId, provider, amountMinor, currency, card, calls, nextCheckAt };
    const stored = await payments.change(there, { set, drop: 'signalIntent' });
    if (stored) return stored;
  }
}

const UNKNOWN_CARD = { brand: 'unknown', last4: '' };

/** Returns a refusal for good; throws any other error. */
function definite(error: unknown): Problem {
  if (error instanceof Problem && error.definite) return error;
  throw error;
}

/**
 * Stores the refusal of a payment that its provider was not asked for, and throws it: an attempt that is still on its way, and was not
 * refused, then asks nobody, since the saga undoes nothing after a refusal. Returns when another attempt was faster.
 */
async function refuseUnsent(
  { payments }: Parts,
  there: PaymentDocument | null,
  made: Payment,
  refusal: Problem,
): Promise<void> {
  const payment = there ?? (await payments.insert({ ...made, calls: {}, nextCheckAt: null }));
  if (!payment) return;
  if (payment.status !== 'PENDING') throw refusal;
  const set = { status: fail(payment.status), nextCheckAt: null };
  const { type } = await payments.doOnce(payment, 'authorize', { set }, refusalOf(refusal));
  if (type === 'done') throw refusal;
}

function refusalOf({ code, extra }: Problem): Reply {
  const { declineCode } = extra as { declineCode?: string };
  return declineCode === undefined ? { refused: code } : { declineCode };
}

/** The page to which the customer returns, which shows the order. */
function backTo(returnUrl: string, orderId: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('order', orderId);
  return url.href;
}

/** Why the customer may not try another card; undefined when that is allowed. */
async function overLimit(parts: Parts, userId: string, paymentId: string): Promise<Problem | undefined> {
  try {
    await countAttempt(parts, userId, paymentId);
    return undefined;
  } catch (error) {
    if (error instanceof Problem && error.code === 'TOO_MANY_DECLINES') return paymentDeclined('too_many_declines');
    throw error;
  }
}

/** A definite refusal that is not a decline ends the payment as FAILED; an outcome in doubt is rethrown. */
async function refused({ payments }: Parts, payment: PaymentDocument, error: unknown): Promise<never> {
  if (!(error instanceof Problem) || !error.definite) throw error;
  if (error.code === 'CHARGE_VOIDED') throw alreadyVoided();
  for (;;) {
    const now = await payments.find(payment._id);
    if (!now || now.status !== 'PENDING') throw error;
    const set = { status: fail(now.status), nextCheckAt: null };
    const { type } = await payments.doOnce(now, 'authorize', { set }, refusalOf(error));
    if (type === 'undone') throw alreadyVoided();
    if (type !== 'not-now') throw error;
  }
}
