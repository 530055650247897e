import { Problem } from '@shop/common/errors';
import type { Order__Output } from '@shop/protos/generated/shop/v1/Order';
import { v7 } from 'uuid';
import { idFor, paymentIdOf } from '../domain/ids.js';
import { lacksCall } from '../domain/payment.js';
import {
  chargeDiffers,
  chargeNotFound,
  chargeNotOpen,
  chargeOfAnotherOrder,
  orderHasPayment,
} from '../domain/refusals.js';
import { decisionsOf, type ChargeDecision, type UnknownCharge } from '../domain/unknown-charge.js';
import type { Parts } from './parts.js';

interface Wish {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  /** The request's Idempotency-Key: a repeated request is one decision. */
  readonly key: string | undefined;
}

type DecideParts = Pick<Parts, 'unknownCharges' | 'orders' | 'payments' | 'logger'>;

/** Decides that a charge is refunded; carried out afterwards. Throws CHARGE_NOT_FOUND, CHARGE_NOT_OPEN. */
export const returnCharge = (parts: DecideParts, wish: Wish): Promise<UnknownCharge> =>
  decide(parts, wish, (made) => ({ ...made, action: 'return' }));

/**
 * Decides that a charge is the payment of an order that lacks it; carried out afterwards. Throws CHARGE_NOT_FOUND, CHARGE_NOT_OPEN,
 * CHARGE_OF_ANOTHER_ORDER, CHARGE_DIFFERS, ORDER_HAS_PAYMENT, ORDER_NOT_FOUND, or 503/504.
 */
export const matchCharge = (parts: DecideParts, wish: Wish & { readonly orderId: string }): Promise<UnknownCharge> =>
  decide(
    parts,
    wish,
    (made) => ({ ...made, action: 'match', orderId: wish.orderId }),
    (charge) => checkMatch(parts, charge, wish.orderId),
  );

async function decide(
  { unknownCharges, logger }: DecideParts,
  { id, by, reason, key }: Wish,
  make: (made: Omit<ChargeDecision, 'action'>) => ChargeDecision,
  check: (charge: UnknownCharge) => Promise<unknown> = async () => undefined,
): Promise<UnknownCharge> {
  const decision = make({
    id: key === undefined ? v7() : idFor(`decision ${id}`, by, key),
    at: new Date(),
    by,
    reason,
  });
  const charge = await unknownCharges.find(id);
  if (!charge) throw chargeNotFound();
  if (decisionsOf(charge).some((each) => each.id === decision.id)) return charge;
  if (charge.state !== 'OPEN') throw chargeNotOpen(charge.state);
  await check(charge);
  const decided = await unknownCharges.decide(id, decision);
  if (decided) {
    logger.info('An administrator has decided about a charge without a payment', {
      charge: id,
      action: decision.action,
      by,
    });
    return decided;
  }
  const now = await unknownCharges.find(id);
  if (now && decisionsOf(now).some((each) => each.id === decision.id)) return now;
  throw chargeNotOpen(now?.state ?? 'GONE');
}

/** The payer and the amount, if the charge can be the payment of the order or of one of its changes. Throws what matchCharge does. */
export async function checkMatch(
  { orders, payments }: Pick<Parts, 'orders' | 'payments'>,
  { reference, capturedMinor, amountMinor, currency }: UnknownCharge,
  orderId: string,
): Promise<{ readonly userId: string; readonly amountMinor: number; readonly changeId?: string }> {
  const order = await orders.get(orderId);
  const of = paidBy(reference, order);
  if (!of) throw chargeOfAnotherOrder();
  const charged = capturedMinor > 0 ? capturedMinor : amountMinor;
  if (order.currency !== currency || of.amountMinor !== charged)
    throw chargeDiffers(charged, of.amountMinor, order.currency);
  if (order.status === 'CANCELLED' && amountMinor > 0) throw orderHasPayment();
  const there = await payments.findCommitted(reference);
  if (there && !lacksCall(there)) throw orderHasPayment();
  return { userId: order.userId, ...of };
}

/** The ids of the payments that an order and its changes have, or had before a restore. Throws 503/504. */
export async function possiblePaymentsOf(
  { orders, payments }: Pick<Parts, 'orders' | 'payments'>,
  orderId: string,
): Promise<string[]> {
  const there = await payments.idsOf(orderId);
  try {
    const { paidChanges } = await orders.get(orderId);
    return [...new Set([...there, ...paidChanges.map(({ id }) => paymentIdOf(id))])];
  } catch (error) {
    // the order may have been lost as well
    if (error instanceof Problem && error.code === 'ORDER_NOT_FOUND') return there;
    throw error;
  }
}

/** The part of the order that the payment with this id pays; undefined for a payment of another order. */
function paidBy(
  paymentId: string,
  { id, totalMinor, paidChanges }: Order__Output,
): { readonly amountMinor: number; readonly changeId?: string } | undefined {
  const changed = paidChanges.reduce((sum, { differenceMinor }) => sum + differenceMinor, 0);
  if (paymentIdOf(id) === paymentId) return { amountMinor: totalMinor - changed };
  const change = paidChanges.find((each) => paymentIdOf(each.id) === paymentId);
  return change && { amountMinor: change.differenceMinor, changeId: change.id };
}
