import { undoOrder } from './command-order.js';
import { releaseAll } from './release-holds.js';
import type { Shop } from './shop.js';

/**
 * Undoes reserve: first the order is marked as released, so that a late reserve is refused, then every hold is given back. If there is no
 * order, it leaves a tombstone. Throws ORDER_CONFIRMED once its stock is being sold.
 */
export async function releaseStock(shop: Shop, orderId: string): Promise<void> {
  await undoOrder(shop, orderId, 'release', () => ({ set: { stock: 'RELEASED' }, drop: ['change'] }));
  await releaseAll(shop, orderId);
}
