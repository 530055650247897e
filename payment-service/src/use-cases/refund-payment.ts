import { Problem } from '@shop/common/errors';
import { v7 } from 'uuid';
import type { PaymentDocument } from '../data/payment.model.js';
import { minorOf } from '../domain/amount.js';
import { makesGoodOf } from '../domain/failed-refund.js';
import { idFor } from '../domain/ids.js';
import type { RefundCall } from '../domain/payment.js';
import {
  notRefundable,
  paymentDisputed,
  paymentNotFound,
  refundFailed,
  refundTooLarge,
  tooManyParts,
} from '../domain/refusals.js';
import { keptRefunds } from '../domain/merge-books.js';
import { booksOf, chargeOf, providerOf } from './charge-of.js';
import { leftToRefund, refuseWhileUndecided } from './left-to-refund.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

export interface RefundPayment {
  readonly paymentId: string;
  /** A decimal of the payment's currency; undefined: all that is left. */
  readonly amount?: number;
  /** The caller, and the request's Idempotency-Key: a repeated request is one refund. */
  readonly by: string;
  readonly key: string | undefined;
}

/**
 * Refunds a part or all. Throws PAYMENT_NOT_FOUND, PAYMENT_NOT_REFUNDABLE, PAYMENT_DISPUTED, REFUND_TOO_LARGE, what the provider refuses, or
 * 503/504.
 */
export async function refundPayment(parts: Parts, wanted: RefundPayment): Promise<PaymentDocument> {
  const key = wanted.key === undefined ? `refund:${v7()}` : `refund:${idFor(wanted.paymentId, wanted.by, wanted.key)}`;
  const { payment, refund } = await storeRefund(parts, wanted.paymentId, key, wanted.amount);
  // refused since it was first asked for, when nobody was told
  if (refund.state === 'refused') throw refundFailed();
  return refund.state === 'asked' ? sendRefund(parts, payment, refund) : payment;
}

/** The most refunds of one payment: the last one must refund all that is left. */
const MOST_PARTS = 100;

/**
 * The payment with the stored refund: accepted, and its amount reserved. Without an amount it is all that is left, or `mostMinor` of it.
 */
export async function storeRefund(
  { payments, disputes, doubtMs }: Parts,
  paymentId: string,
  key: string,
  amount: number | undefined,
  mostMinor = Infinity,
): Promise<{ payment: PaymentDocument; refund: RefundCall }> {
  for (;;) {
    const payment = await payments.findCommitted(paymentId);
    if (!payment || payment.tombstone) throw paymentNotFound();
    const there = payment.refunds.find((refund) => refund.key === key);
    if (there) return { payment, refund: there };
    const wantedMinor = amount === undefined ? undefined : minorOf(amount, payment.currency);
    if (!['CAPTURED', 'PARTIALLY_REFUNDED'].includes(payment.status)) throw notRefundable(payment.status);
    const { left, lostMinor } = await leftToRefund({ disputes }, payment);
    if (mostMinor < Infinity && left < mostMinor) refuseWhileUndecided(payment);
    const amountMinor = wantedMinor ?? Math.min(left, mostMinor);
    if (lostMinor > 0 && (left === 0 || amountMinor > left)) throw paymentDisputed('LOST');
    if (left === 0 || amountMinor > left) throw refundTooLarge(left, payment.currency);
    const parted = payment.refunds.filter(({ state }) => state !== 'refused').length;
    if (parted >= MOST_PARTS - 1 && amountMinor < left) throw tooManyParts(MOST_PARTS);
    const now = new Date();
    const outstandingMinor = payment.failedRefund?.amountMinor ?? 0;
    const makesGood = makesGoodOf(payment, key, amountMinor);
    const refund: RefundCall = { key, at: now, amountMinor, state: 'asked', ...(makesGood > 0 ? { makesGood } : {}) };
    const set = { refunds: [...payment.refunds, refund], nextCheckAt: new Date(now.getTime() + doubtMs) };
    const stored = await payments.change(payment, { set, outstandingMinor: outstandingMinor - makesGood });
    if (stored) return { payment: stored, refund };
  }
}

/**
 * Asks the provider for a stored refund, under its key; the refund in the result is still `asked` while the provider has not decided.
 * Throws 503/504 in doubt; a definite refusal, or a failed refund, frees its amount.
 */
export async function sendRefund(parts: Parts, payment: PaymentDocument, refund: RefundCall): Promise<PaymentDocument> {
  const charge = chargeOf(payment)!;
  try {
    const books = await providerOf(parts, payment).refund(charge, refund.key, refund.amountMinor);
    const now = (await recordBooks(parts, payment._id, books)).payment!;
    if (books.failedRefunds?.some(({ key }) => key === refund.key)) throw refundFailed();
    return now;
  } catch (error) {
    if (error instanceof Problem && error.definite) {
      // money that was refunded by other means may be the reason
      const books = await booksOf(parts, payment);
      if (books) await recordBooks(parts, payment._id, books);
      await withdraw(parts, payment._id, refund.key);
    }
    throw error;
  }
}

async function withdraw({ payments }: Parts, id: string, key: string): Promise<void> {
  for (;;) {
    const payment = await payments.find(id);
    if (!payment) return;
    const refused = payment.refunds.find((each) => each.key === key && each.state === 'asked');
    if (!refused) return;
    const refunds = keptRefunds(
      payment.refunds.map((each) => (each === refused ? { ...each, state: 'refused' as const } : each)),
    );
    const nextCheckAt = refunds.some(({ state }) => state === 'asked') ? payment.nextCheckAt : null;
    const outstandingMinor = (payment.failedRefund?.amountMinor ?? 0) + (refused.makesGood ?? 0);
    if (await payments.change(payment, { set: { refunds, nextCheckAt }, outstandingMinor })) return;
  }
}

/** The key of a saga's refund: a new one after each definite refusal, which the provider would only repeat for the old key. */
export function nextKey({ refunds }: PaymentDocument, key: string): string {
  const refused = refunds.filter((refund) => refund.state === 'refused' && isKeyOf(refund, key)).at(-1);
  if (!refused) return key;
  const number = Number(refused.key.slice(key.length + 1) || 1);
  return `${key}:${number + 1}`;
}

/** True for a refund with this key, or with a later key that replaces it. */
export const isKeyOf = ({ key: asked }: RefundCall, key: string): boolean =>
  asked === key || asked.startsWith(`${key}:`);
