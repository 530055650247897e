import { toProblem, unavailable, type Problem } from '@shop/common/errors';
import { seconds } from '@shop/common/time';
import type { PaymentsClient } from '../clients/payments.js';
import type { SagasClient } from '../clients/sagas.js';
import { idFor } from '../domain/ids.js';
import type { Wanted } from '../domain/lines.js';
import type { Address, Line, Order } from '../domain/order.js';
import { problemOf } from '../domain/refusals.js';
import { createOrder, newOrder, type NewOrder } from './create-order.js';
import { countUnpaid } from './limit-unpaid.js';
import { priceLines } from './price-lines.js';
import type { Shop } from './shop.js';

export interface OrderToPlace {
  userId: string;
  wanted: Wanted[];
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

const CREATION_WAIT = seconds(5);

/**
 * Checks what is asked for and hands it to the saga; answers the order as it is then. The same key is the same order.
 * Throws PRODUCT_NOT_FOUND, PRICE_CHANGED, PAYMENT_METHOD_NOT_FOUND, TOO_MANY_UNPAID_ORDERS, HOLD_LIMIT, 422 for sums
 * over a limit.
 */
export async function placeOrder(
  { shop, sagas, payments }: { shop: Shop; sagas: SagasClient; payments: PaymentsClient },
  asked: OrderToPlace,
): Promise<PlacingOutcome> {
  const { userId, wanted, shippingAddress, paymentMethodId, idempotencyKey } = asked;
  const orderId = idFor('order', idempotencyKey === undefined ? undefined : `${userId}|${idempotencyKey}`);
  // a call that died after its effect is not checked again: prices may be others by now
  const earlier = asked.begun ? await shop.orders.find(orderId) : null;
  const lines = earlier && !earlier.tombstone ? earlier.lines : await priceLines(shop, wanted);
  if (!earlier && paymentMethodId !== undefined) await payments.checkMethod(paymentMethodId, userId);
  if (!earlier) await countUnpaid(shop, { userId, orderId, lines });
  const placed = await sagas.placeOrder(
    { orderId, userId, lines, shippingAddress, ...(paymentMethodId === undefined ? {} : { paymentMethodId }) },
    asked.wait === undefined ? 'STARTED' : 'RESTED',
    asked.wait === undefined ? CREATION_WAIT : seconds(asked.wait),
  );
  const order = await shop.orders.find(orderId);
  if (order && !order.tombstone) return { order, created: true };
  if (order?.refusal) throw problemOf(order.refusal);
  if (placed.reached || order) throw failed(placed.failureReason);
  const paidAtOnce = paymentMethodId !== undefined;
  return {
    order: await createAhead(shop, { orderId, userId, wanted, shippingAddress, paidAtOnce }, lines),
    created: false,
  };
}

/**
 * The saga is there, but slow: what its first step will do is done already, so that the order can be seen, paid and
 * cancelled; the step finds it done. Where that cannot be done either, the order as it will be. Throws as `createOrder`.
 */
async function createAhead(shop: Shop, asked: NewOrder, lines: readonly Line[]): Promise<Order> {
  const wanted = lines.map(({ productId, quantity, unitPriceMinor: priceMinor }) => ({
    productId,
    quantity,
    priceMinor,
  }));
  try {
    await createOrder(shop, { ...asked, wanted });
    return (await shop.orders.find(asked.orderId))!;
  } catch (error) {
    if (toProblem(error).definite) throw error;
    return newOrder(asked, [...lines], new Date());
  }
}

/** The saga ended without an order, and not because it was refused. */
const failed = (reason: string): Problem =>
  unavailable(
    `The order could not be created (${reason || 'unknown reason'}); send it again with a fresh Idempotency-Key.`,
  );
