import { toProblem, unavailable, type Problem } from '@shop/common/errors';
import type { Relay } from '@shop/common/relay';
import { seconds, steadyNow } from '@shop/common/time';
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
  /** An earlier call with the key may have placed it. */
  begun: boolean;
  /** Seconds to wait for the order to rest; without it only for its creation. */
  wait?: number;
}

export interface PlacingOutcome {
  order: Order;
  /** False when the saga has not created it in time; it may be there all the same. */
  created: boolean;
}

/** For the creation of the order; also the longest time that an order takes to be answered, unless asked to wait longer. */
const CREATION_WAIT = seconds(5);
/** The orchestrator's answer must be here by then, after the wait. */
const MARGIN = 200;
/** Of that, for the way there and back. */
const TRAVEL = 300;

export interface PlaceOrderParts {
  readonly shop: Shop;
  readonly sagas: SagasClient;
  readonly payments: PaymentsClient;
  readonly hints: StatusHints;
  /** Tells the orchestrator what it could not be told at first. */
  readonly starts: Pick<Relay<unknown>, 'wake' | 'recovered'>;
}

/**
 * Checks what is asked for and hands it to the saga; answers the order as it is then. The same key is the same order.
 * When the orchestrator cannot be told, the order is written down with what is to be told, and started later.
 * Throws PRODUCT_NOT_FOUND, PRICE_CHANGED, PAYMENT_METHOD_NOT_FOUND, TOO_MANY_UNPAID_ORDERS, HOLD_LIMIT, 422 for sums
 * over a limit.
 */
export async function placeOrder(parts: PlaceOrderParts, asked: OrderToPlace): Promise<PlacingOutcome> {
  const { shop, payments, hints, starts } = parts;
  const { userId, wanted, shippingAddress, paymentMethodId, idempotencyKey } = asked;
  const wait = asked.wait === undefined ? CREATION_WAIT : seconds(asked.wait);
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

/** Undefined when the orchestrator could not be told, or gave no answer in time. Throws what it refuses. */
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
 * The saga is there, but slow: what its first step will do is done already, so that the order can be seen, paid and
 * cancelled; the step finds it done. Where that cannot be done either, the order as it will be. Throws as `createOrder`.
 */
async function createAhead(shop: Shop, asked: NewOrder, priced: Priced): Promise<Order> {
  try {
    await createOrder(shop, { ...asked, wanted: atTheirPrices(priced.lines) });
    return (await shop.orders.find(asked.orderId))!;
  } catch (error) {
    if (toProblem(error).definite) throw error;
    return newOrder(asked, priced, new Date());
  }
}

/** The saga ended without an order, and not because it was refused. */
const failed = (reason: string): Problem =>
  unavailable(
    `The order could not be created (${reason || 'unknown reason'}); send it again with a fresh Idempotency-Key.`,
  );
