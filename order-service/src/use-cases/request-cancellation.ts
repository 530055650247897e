import type { Caller } from '@shop/common/auth/callers';
import type { Relay } from '@shop/common/relay';
import type { SagasClient } from '../clients/sagas.js';
import type { Order } from '../domain/order.js';
import { findOrder } from './find-order.js';
import type { Shop } from './shop.js';
import { cancelUnstarted } from './start-order.js';

/**
 * Asks the orchestrator to undo an order; a cancelled order stays as it is, and one whose saga is still to be started ends at once. Returns
 * the order as it is then. Throws ORDER_NOT_FOUND.
 */
export async function requestCancellation(
  { shop, sagas, starts }: { shop: Shop; sagas: SagasClient; starts: Pick<Relay<unknown>, 'wake'> },
  orderId: string,
  caller: Caller,
): Promise<Order> {
  const order = await findOrder(shop, orderId, caller);
  if (order.status === 'CANCELLED') return order;
  const reason = order.userId === caller.userId ? 'CUSTOMER_CANCELLED' : 'ADMIN_CANCELLED';
  const by = caller.userId!;
  if (order.startIntent && (order.startIntent.cancel || (await shop.orders.intendCancel(orderId, { by, reason })))) {
    await cancelUnstarted(shop, orderId, reason);
    starts.wake();
    return findOrder(shop, orderId, caller);
  }
  await sagas.cancelOrder(orderId, by, reason);
  return (await shop.orders.noteCancelling(orderId)) ?? findOrder(shop, orderId, caller);
}
