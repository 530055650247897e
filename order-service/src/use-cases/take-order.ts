import { Problem } from '@shop/common/errors';
import { steadyNow } from '@shop/common/time';
import type { Line, Order } from '../domain/order.js';
import { restsFor } from '../domain/transitions.js';
import { atTheirPrices, createOrder, type NewOrder } from './create-order.js';
import type { Shop } from './shop.js';
import type { StatusHints } from './status-hints.js';

/** The interval at which a waiting call reads the order again, in case a hint is lost. */
const LOOK_AGAIN_MS = 500;

/**
 * Stores an order that the orchestrator could not be asked to start, together with that start. If the order exists already, its saga was
 * started after all. Throws as `createOrder` does.
 */
export async function takeOrder(
  shop: Shop,
  asked: NewOrder,
  lines: readonly Line[],
  paymentMethodId: string | undefined,
): Promise<Order> {
  const now = new Date();
  const startIntent = {
    at: now,
    nextAttemptAt: now,
    attempts: 0,
    ...(paymentMethodId === undefined ? {} : { paymentMethodId }),
  };
  try {
    return await createOrder(shop, { ...asked, wanted: atTheirPrices(lines), startIntent });
  } catch (error) {
    // refused because the order has ended meanwhile: it is the answer then
    const order = error instanceof Problem && error.definite ? await shop.orders.find(asked.orderId) : null;
    if (!order || order.tombstone) throw error;
    return order;
  }
}

/** The order once it rests, or as it is after `ms` milliseconds. */
export async function awaitRest(shop: Shop, hints: StatusHints, order: Order, ms: number): Promise<Order> {
  const until = steadyNow() + ms;
  const never = new AbortController().signal;
  let now = order;
  while (!restsFor(now)) {
    const left = until - steadyNow();
    if (left <= 0) break;
    await hints.next(order._id, Math.min(left, LOOK_AGAIN_MS), never);
    now = (await shop.orders.find(order._id)) ?? now;
  }
  return now;
}
