import type { CancelReason } from '@shop/protos/contract';
import { enter } from '../domain/transitions.js';
import { commandOrder } from './command-order.js';
import type { Shop } from './shop.js';

/**
 * Ends an order that was refunded and restocked as CANCELLED. Throws ORDER_NOT_RESTOCKED, and ORDER_NOT_CONFIRMED if there never was such
 * an order.
 */
export async function markCancelled(shop: Shop, orderId: string, reason: CancelReason): Promise<void> {
  await commandOrder(shop, orderId, 'markCancelled', (order) => ({
    set: { cancelReason: reason },
    entry: enter(order, 'CANCELLED', new Date(), reason),
  }));
}
