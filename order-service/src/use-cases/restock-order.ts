import { judge } from '../domain/commands.js';
import { inTakingOrder } from '../domain/lines.js';
import { existing } from '../domain/refusals.js';
import { commandOrder } from './command-order.js';
import type { Shop } from './shop.js';

/** Puts what a confirmed order had bought back on the shelf, each product once however often it is sent. Throws ORDER_NOT_CONFIRMED. */
export async function restockOrder(shop: Shop, orderId: string): Promise<void> {
  const order = existing(await shop.orders.find(orderId));
  if (judge('restock', order) === 'done') return;
  for (const { productId, quantity } of inTakingOrder(order.lines))
    await shop.stock.unsell(productId, orderId, quantity);
  await commandOrder(shop, orderId, 'restock', () => ({ set: { stock: 'RESTOCKED' } }));
}
