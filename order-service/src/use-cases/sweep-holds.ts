import type { Logger } from '@shop/common/logging/logger';
import { hours } from '@shop/common/time';
import { ABANDONED_AFTER, entitled } from '../domain/holds.js';
import type { Order } from '../domain/order.js';
import { releaseHolds } from './release-holds.js';
import type { Shop } from './shop.js';

/** What a sweep repaired. */
export interface Repaired {
  /** Orders whose holds did not fit them. */
  orders: number;
  /** Pieces that are available again. */
  pieces: number;
  /** Changes that were never finished. */
  changes: number;
}

/**
 * Gives back what crashes left over: holds of orders that are released, cancelled or were never written, and what unfinished changes took.
 * Orders whose stock is being taken or sold are left to their saga. Returns what it repaired.
 */
export async function sweepHolds(shop: Shop, logger: Logger, now = new Date()): Promise<Repaired> {
  const repaired: Repaired = { orders: 0, pieces: 0, changes: 0 };
  const seen = new Set<string>();
  for await (const { _id: productId, holds } of shop.stock.holding()) {
    const orders = await shop.orders.findMany(holds.map(({ orderId }) => orderId));
    for (const hold of holds) {
      const order = orders.get(hold.orderId) ?? null;
      if (seen.has(hold.orderId)) continue;
      const abandoned = order?.change && now.getTime() - order.change.at.getTime() > ABANDONED_AFTER;
      if (!abandoned && entitled(order, { ...hold, productId }, now) === hold.quantity) continue;
      seen.add(hold.orderId);
      if (abandoned && (await dropChange(shop, order))) repaired.changes++;
      const pieces = await releaseHolds(shop, hold.orderId, now);
      if (pieces > 0) repaired.orders++;
      repaired.pieces += pieces;
    }
  }
  await forgetReturns(shop, new Date(now.getTime() - hours(1)));
  if (repaired.pieces + repaired.changes > 0) logger.warn('The sweep gave leftover stock back', { ...repaired });
  return repaired;
}

const dropChange = async (shop: Shop, order: Order): Promise<boolean> =>
  (await shop.orders.write(order, { drop: ['change'] })) !== null;

/**
 * A return is stored until its order is RESTOCKED, however long that takes: until then the same command may come again. The hour is for
 * duplicates that had read the order before.
 */
async function forgetReturns({ orders, stock }: Shop, before: Date): Promise<void> {
  for await (const { _id: productId, returns } of stock.returning(before)) {
    const old = returns.filter(({ at }) => at < before).map(({ orderId }) => orderId);
    const found = await orders.findMany(old);
    const over = old.filter((orderId) => found.get(orderId)?.stock !== 'SOLD');
    if (over.length > 0) await stock.forgetReturns(productId, over);
  }
}
