import type { Order } from '../domain/order.js';
import { changedByMany, amountMismatch, orderNotFound } from '../domain/refusals.js';
import { judge } from '../domain/commands.js';
import type { Shop } from './shop.js';

/**
 * Freezes the order against changes and answers what is to be paid; again for an order frozen before.
 * `amountMinor` 0 is not checked. Throws ORDER_NOT_FOUND, ORDER_NOT_PAYABLE, AMOUNT_MISMATCH.
 */
export async function beginPayment(
  shop: Shop,
  { orderId, userId, amountMinor }: { orderId: string; userId: string; amountMinor: number },
): Promise<Order> {
  for (let round = 0; round < 20; round++) {
    const order = await shop.orders.find(orderId);
    if (!order || order.tombstone || order.userId !== userId) throw orderNotFound();
    judge('pay', order);
    if (amountMinor !== 0 && amountMinor !== order.totalMinor) throw amountMismatch(order.totalMinor, order.currency);
    if (order.frozen) return order;
    const frozen = await shop.orders.write(order, { set: { frozen: true }, drop: ['change'] });
    if (frozen) return frozen;
  }
  throw changedByMany();
}
