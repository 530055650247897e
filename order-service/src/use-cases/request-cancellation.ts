import type { Caller } from '@shop/common/auth';
import type { SagasClient } from '../clients/sagas.js';
import type { Order } from '../domain/order.js';
import { findOrder } from './find-order.js';
import type { Shop } from './shop.js';

/** Asks the orchestrator to take an order back; a cancelled one stays as it is. Answers the order as it is then. Throws ORDER_NOT_FOUND. */
export async function requestCancellation(
  { shop, sagas }: { shop: Shop; sagas: SagasClient },
  orderId: string,
  caller: Caller,
): Promise<Order> {
  const order = await findOrder(shop, orderId, caller);
  if (order.status === 'CANCELLED') return order;
  const reason = order.userId === caller.userId ? 'CUSTOMER_CANCELLED' : 'ADMIN_CANCELLED';
  await sagas.cancelOrder(orderId, caller.userId!, reason);
  await shop.orders.noteCancelling(orderId);
  return findOrder(shop, orderId, caller);
}
