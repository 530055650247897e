import { toProblem, unavailable, type Problem } from '@shop/common/errors';
import type { Relay } from '@shop/common/relay';
import { seconds, steadyNow } from '@shop/common/time';
import { ANSWER_WAIT_MS } from '@shop/protos/contract';
import type { PaymentsClient } from '../clients/payments.js';
import type { Placed, SagasClient } from '../clients/sagas.js';
import { idFor } from '../domain/ids.js';
import type { Priced, RequestedLine } from '../domain/lines.js';
import type { Address, Line, Order } from '../domain/order.js';
import { problemOf } from '../domain/refusals.js';
import { atTheirPrices, createOrder, newOrder, type NewOrder } from './create-order.js';
import { countUnpaid } from './limit-unpaid.js';
import { priceLines } from './price-lines.js';
import type { Shop } from './shop.js';
import type { StatusHints } from './status-hints.js';
import { awaitRest, takeOrder } from './take-order.js';

export interface OrderToPlace {
  userId: string;
  wanted: RequestedLine[];
  shippingAddress: Address;
  paymentMethodId?: string;
  idempotencyKey?: string;
  /** True when an earlier call with the key may have placed it. */
  begun: boolean;
  /** Seconds to wait for the order to rest; without it the call waits only for its creation. */
  wait?: number;
}

export interface PlacingOutcome {
  order: Order;
  /** False when the saga has not created the order in time; it may exist anyway. */
  created: boolean;
}

/** The orchestrator's answer must arrive within this after the wait, milliseconds. */
const MARGIN = 200;
/** The part of the call's deadline that is left for the network, milliseconds. */
const TRAVEL = 300;

export interface PlaceOrderParts {
  readonly shop: Shop;
  readonly sagas: SagasClient;
  readonly payments: PaymentsClient;
  readonly hints: StatusHints;
  /** Sends the orchestrator what could not be sent at first. */
  readonly starts: Pick<Relay<unknown>, 'wake' | 'recovered'>;
}

/**
 * Checks the order and hands it to the saga; returns the order as it is then. The same key gives the same order. When the orchestrator
 * cannot be reached, the order is stored together with the start of its saga, which is sent later. Throws PRODUCT_NOT_FOUND, PRICE_CHANGED,
 * PAYMENT_METHOD_NOT_FOUND, TOO_MANY_UNPAID_ORDERS, HOLD_LIMIT, 422 for sums over a limit.
 */
export async function placeOrder(parts: PlaceOrderParts, asked: OrderToPlace): Promise<PlacingOutcome> {
  const { shop, payments, hints, starts } = parts;
  const { userId, wanted, shippingAddress, paymentMethodId, idempotencyKey } = asked;
  const wait = asked.wait === undefined ? ANSWER_WAIT_MS : seconds(asked.wait);
  const until = steadyNow() + wait + MARGIN;
  const orderId = idFor('order', idempotencyKey === undefined ? undefined : `${userId}|${idempotencyKey}`);
  // a call that died after its effect is not checked again: prices may have changed since
  const earlier = asked.begun ? await shop.orders.find(orderId) : null;
  const priced = earlier && !earlier.tombstone ? earlier : await priceLines(shop, wanted);
  const { lines } = priced;
  if (!earlier && paymentMethodId !== undefined) await payments.checkMethod(paymentMethodId, userId);
  if (!earlier) await countUnpaid(shop, { userId, orderId, lines });
  const order = { orderId, userId, wanted, shippingAddress, paidAtOnce: paymentMethodId !== undefined };
  const placed = await start(parts, asked, order, lines, { wait, until });
  if (!placed) {
    let taken = await takeOrder(shop, order, lines, paymentMethodId);
    starts.wake();
    if (asked.wait !== undefined) taken = await awaitRest(shop, hints, taken, until - MARGIN - steadyNow());
    return { order: taken, created: taken.status !== 'PENDING' };
  }
  starts.recovered();
  const found = await shop.orders.find(orderId);
  if (found && !found.tombstone) return { order: found, created: true };
  if (found?.refusal) throw problemOf(found.refusal);
  if (placed.reached || found) throw failed(placed.failureReason);
  return { order: await createAhead(shop, order, priced), created: false };
}

/** Undefined when the orchestrator could not be reached, or did not answer in time. Throws its refusals. */
async function start(
  { sagas }: Pick<PlaceOrderParts, 'sagas'>,
  { paymentMethodId, wait: wished }: OrderToPlace,
  { orderId, userId, shippingAddress }: NewOrder,
  lines: readonly Line[],
  { wait, until }: { wait: number; until: number },
): Promise<Placed | undefined> {
  const deadlineMs = Math.max(TRAVEL, until - steadyNow());
  try {
    return await sagas.placeOrder(
      { orderId, userId, lines, shippingAddress, ...(paymentMethodId === undefined ? {} : { paymentMethodId }) },
      {
        until: wished === undefined ? 'STARTED' : 'RESTED',
        waitMs: Math.max(0, Math.min(wait, Math.round(deadlineMs - TRAVEL))),
        deadlineMs,
      },
    );
  } catch (error) {
    if (toProblem(error).definite) throw error;
    return undefined;
  }
}

/**
 * The saga is started, but slow: this does what its first step will do, so that the order can be seen, paid and cancelled; the step finds
 * it done. If that is not possible either, returns the order as it will be. Throws as `createOrder`.
 */
async function createAhead(shop: Shop, asked: NewOrder, priced: Priced): Promise<Order> {
  try {
    return await createOrder(shop, { ...asked, wanted: atTheirPrices(priced.lines) });
  } catch (error) {
    if (toProblem(error).definite) throw error;
    return newOrder(asked, priced, new Date());
  }
}

/** 503: the saga ended without an order, and not because it was refused. */
const failed = (reason: string): Problem =>
  unavailable(
    `The order could not be created (${reason || 'unknown reason'}); send it again with a fresh Idempotency-Key.`,
  );
