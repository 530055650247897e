import type { Order } from '../domain/order.js';
import type { Shop } from './shop.js';

/**
 * True while the last change of a confirmed order has not ended, according to the document that holds its stock: what a crash left in the
 * order must not prevent further changes.
 */
export async function isChangeUnderWay(
  { orders }: Pick<Shop, 'orders'>,
  { paidChange }: Pick<Order, 'paidChange'>,
): Promise<boolean> {
  if (!paidChange || paidChange.state === 'REFUSED') return false;
  const holder = await orders.findCommitted(paidChange.id);
  return holder !== null && holder.stock !== 'RELEASED' && holder.stock !== 'RESTOCKED';
}
