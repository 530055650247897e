import { conflict } from '@shop/common/errors';
import type { Order } from '../domain/order.js';
import { existing, notChangeable } from '../domain/refusals.js';
import { isChangeUnderWay } from './paid-change-under-way.js';
import type { Shop } from './shop.js';
import { untilWritten } from './until-written.js';

/**
 * Confirms an order for shipping: from now on nothing of it is changed, because it is being packed. Idempotent. Throws ORDER_NOT_FOUND,
 * ORDER_NOT_CONFIRMED, and ORDER_NOT_CHANGEABLE while a change is under way.
 */
export function confirmShipping(shop: Shop, orderId: string): Promise<Order> {
  return untilWritten(async () => {
    const order = existing(await shop.orders.findCommitted(orderId));
    if (order.tombstone) existing(null);
    if (order.shippingAt) return order;
    if (order.status !== 'CONFIRMED' || order.cancelling)
      throw conflict('ORDER_NOT_CONFIRMED', 'Only a confirmed order that nobody cancels is shipped.');
    if (await isChangeUnderWay(shop, order))
      throw notChangeable('A change of this order is under way; confirm the shipping when it has ended.');
    const at = new Date();
    return shop.orders.write(order, { set: { shippingAt: at, updatedAt: at } });
  });
}
