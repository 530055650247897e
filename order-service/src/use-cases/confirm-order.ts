import type { ProductHold } from '../domain/holds.js';
import { quantityOf } from '../domain/lines.js';
import { enter } from '../domain/transitions.js';
import { commandOrder } from './command-order.js';
import { releaseHolds } from './release-holds.js';
import { isOfSale, saleOf, sellHolds } from './sell-holds.js';
import type { Shop } from './shop.js';

/**
 * Sells what the order holds, then sets it to CONFIRMED: lines + 2 writes. The order first names exactly the holds that it sells, so that
 * the next attempt finishes one that died between two products, and a hold that came too late is never sold. Throws ORDER_CANCELLED,
 * STOCK_NOT_HELD.
 */
export async function confirmOrder(shop: Shop, orderId: string): Promise<void> {
  let holds: ProductHold[] | undefined;
  const { verdict, order } = await commandOrder(shop, orderId, 'confirm', async ({ lines }) => {
    holds = await shop.stock.holdsOf(orderId);
    return { set: { stock: 'SELLING', frozen: true, sale: saleOf(orderId, lines, holds) }, drop: ['change'] };
  });
  if (verdict === 'done') return;
  holds ??= await shop.stock.holdsOf(orderId);
  await sellHolds(shop, order, holds);
  const entry = enter(order, 'CONFIRMED', new Date());
  const confirmed = await shop.orders.write(order, { set: { stock: 'SOLD' }, drop: ['sale'], entry });
  // a duplicate was faster: it wrote and announced the status
  if (!confirmed) return;
  await shop.announce(orderId, entry);
  if (holds.some((hold) => !isOfSale(order, hold) || hold.quantity !== quantityOf(order.lines, hold.productId)))
    await releaseHolds(shop, orderId);
}
