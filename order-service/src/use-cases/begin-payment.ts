import type { Order } from '../domain/order.js';
import { amountMismatch, orderNotFound } from '../domain/refusals.js';
import { judge } from '../domain/commands.js';
import { releaseHolds } from './release-holds.js';
import type { Shop } from './shop.js';
import { untilWritten } from './until-written.js';

/**
 * Freezes the order against changes and returns the amount to pay, also for an order that is frozen already. `amountMinor` 0 is not
 * checked. Throws ORDER_NOT_FOUND, ORDER_NOT_PAYABLE, AMOUNT_MISMATCH.
 */
export function beginPayment(
  shop: Shop,
  { orderId, userId, amountMinor }: { orderId: string; userId: string; amountMinor: number },
): Promise<Order> {
  return untilWritten(async () => {
    const order = await shop.orders.find(orderId);
    if (!order || order.tombstone || order.userId !== userId) throw orderNotFound();
    judge('pay', order);
    if (amountMinor !== 0 && amountMinor !== order.totalMinor) throw amountMismatch(order.totalMinor, order.currency);
    if (order.frozen) return order;
    const payable = await shop.orders.write(order, { set: { frozen: true }, drop: ['change'] });
    // what the change has taken until then; its own process, if it lives, gives back what it takes later
    if (payable && order.change) await releaseHolds(shop, orderId);
    return payable;
  });
}
