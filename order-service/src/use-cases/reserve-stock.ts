import { inTakingOrder } from '../domain/lines.js';
import type { Order } from '../domain/order.js';
import { outOfStock, productNotFound, refusalOf } from '../domain/refusals.js';
import { enter } from '../domain/transitions.js';
import { judgeOrder } from './judge-order.js';
import { releaseAll, releaseHolds } from './release-holds.js';
import { announceAgain, type Shop } from './shop.js';

/**
 * Holds every line of the order or none; then the order is AWAITING_PAYMENT. Lines + 1 writes. Throws OUT_OF_STOCK,
 * PRODUCT_NOT_FOUND, and ORDER_CANCELLED when it was released before.
 */
export const reserveStock = (shop: Shop, orderId: string): Promise<void> => reserve(shop, orderId, false);

/** `lost`: another writer changed the order since it was read before. */
async function reserve(shop: Shop, orderId: string, lost: boolean): Promise<void> {
  const { order, verdict } = await judgeOrder(shop, orderId, 'reserve', lost);
  if (verdict === 'done') return announceAgain(shop, order);
  for (const { productId, quantity } of inTakingOrder(order.lines)) {
    const taken = await shop.stock.take(productId, orderId, quantity);
    if (taken === 'short' || taken === 'unknown') return refuse(shop, order, productId, taken);
  }
  const entry = enter(order, 'AWAITING_PAYMENT', new Date());
  if (await shop.orders.write(order, { set: { stock: 'HELD' }, entry })) return shop.announce(orderId, entry);
  return again(shop, orderId);
}

/** Stores the refusal before anything is released: a duplicate that runs now must not hold the rest. */
async function refuse(shop: Shop, order: Order, productId: string, why: 'short' | 'unknown'): Promise<void> {
  const problem = why === 'short' ? outOfStock(productId) : productNotFound(productId);
  if (!(await shop.orders.write(order, { set: { stock: 'RELEASED', refusal: refusalOf(problem) } })))
    return again(shop, order._id);
  await releaseAll(shop, order._id);
  throw problem;
}

/** Another writer changed the order meanwhile: a duplicate, a release, or a payment that froze it. */
async function again(shop: Shop, orderId: string): Promise<void> {
  await releaseHolds(shop, orderId);
  return reserve(shop, orderId, true);
}
