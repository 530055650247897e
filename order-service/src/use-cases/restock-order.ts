import { Problem, unavailable } from '@shop/common/errors';
import { inTakingOrder } from '../domain/lines.js';
import { confirmOrder } from './confirm-order.js';
import { releaseStock } from './release-stock.js';
import { commandOrder } from './command-order.js';
import { judgeOrder } from './judge-order.js';
import type { Shop } from './shop.js';
import { stopChanges } from './stop-changes.js';

/**
 * Restocks what an order had bought, each product once. Idempotent: a repeat moves nothing. A sale that was begun is finished first; an
 * order that was never confirmed gives back its holds, and can no longer be confirmed. Throws ORDER_NOT_FOUND, 503.
 */
export async function restockOrder(shop: Shop, orderId: string): Promise<void> {
  // from here on the lines stay as they are; an order that was read before may have had others
  await stopChanges(shop, orderId);
  let { order, verdict } = await judgeOrder(shop, orderId, 'restock', true);
  if (verdict === 'finish') {
    await confirmOrder(shop, orderId);
    ({ order, verdict } = await judgeOrder(shop, orderId, 'restock', true));
  }
  if (verdict === 'done') return;
  if (order.stock !== 'SOLD') return letGo(shop, orderId);
  for (const { productId, quantity } of inTakingOrder(order.lines))
    if (!(await shop.stock.unsell(productId, orderId, quantity)))
      throw unavailable('Too many orders of this product were cancelled within the hour; it is tried again.');
  const restocked = () => ({ set: { stock: 'RESTOCKED' as const } });
  // an old read could have it SELLING, and nothing would be written
  await commandOrder(shop, orderId, 'restock', restocked, { lost: true });
}

async function letGo(shop: Shop, orderId: string): Promise<void> {
  try {
    await releaseStock(shop, orderId);
  } catch (error) {
    // a late confirm was faster: what it sells is restocked
    if (!(error instanceof Problem) || error.code !== 'ORDER_CONFIRMED') throw error;
    await restockOrder(shop, orderId);
  }
}
