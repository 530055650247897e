import type { Caller } from '@shop/common/auth/callers';
import type { Order } from '../domain/order.js';
import { orderNotFound } from '../domain/refusals.js';
import type { Shop } from './shop.js';

/** An order that the caller may see, as its owner or an administrator. Throws ORDER_NOT_FOUND, also for another user's order. */
export async function findOrder(shop: Shop, orderId: string, caller: Caller): Promise<Order> {
  const order = await shop.orders.find(orderId);
  if (!order || order.tombstone || (caller.role !== 'admin' && order.userId !== caller.userId)) throw orderNotFound();
  return order;
}
