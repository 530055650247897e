import type { CancelReason } from '@shop/protos/contract';
import { enter } from '../domain/transitions.js';
import { undoOrder } from './command-order.js';
import { releaseHolds } from './release-holds.js';
import type { Shop } from './shop.js';

/**
 * Undoes create: the order ends as CANCELLED and its holds are released. If there is no order yet, it leaves a tombstone. Throws
 * ORDER_CONFIRMED once its stock is being sold.
 */
export async function cancelOrder(shop: Shop, orderId: string, reason: CancelReason): Promise<void> {
  let held = false;
  const { verdict } = await undoOrder(shop, orderId, 'cancel', (order) => {
    held = order.stock !== 'RELEASED';
    return {
      set: { stock: 'RELEASED', cancelReason: reason },
      drop: ['change'],
      entry: enter(order, 'CANCELLED', new Date(), reason),
    };
  });
  if (verdict === 'done' || held) await releaseHolds(shop, orderId);
}
