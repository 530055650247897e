import type { ProductHold } from '../domain/holds.js';
import { inTakingOrder, quantityOf } from '../domain/lines.js';
import type { Order } from '../domain/order.js';
import { enter } from '../domain/transitions.js';
import { commandOrder } from './command-order.js';
import { releaseHolds } from './release-holds.js';
import type { Shop } from './shop.js';

/**
 * Sells what the order holds, then it is CONFIRMED: lines + 2 writes. The order first names the very holds that it
 * sells, so that an attempt that died between two products is finished by the next, and a hold that came too late is
 * never sold. Throws ORDER_CANCELLED, STOCK_NOT_HELD.
 */
export async function confirmOrder(shop: Shop, orderId: string): Promise<void> {
  let holds: ProductHold[] | undefined;
  const { verdict, order } = await commandOrder(shop, orderId, 'confirm', async ({ lines }) => {
    holds = await shop.stock.holdsOf(orderId);
    return { set: { stock: 'SELLING', frozen: true, sale: saleOf(orderId, lines, holds) }, drop: ['change'] };
  });
  if (verdict === 'done') return;
  holds ??= await shop.stock.holdsOf(orderId);
  for (const hold of inTakingOrder(holds)) await sell(shop, order, hold);
  const entry = enter(order, 'CONFIRMED', new Date());
  const confirmed = await shop.orders.write(order, { set: { stock: 'SOLD' }, drop: ['sale'], entry });
  // a duplicate was faster: it said so and announced it
  if (!confirmed) return;
  await shop.announce(orderId, entry);
  if (holds.some((hold) => !named(order, hold) || hold.quantity !== quantityOf(order.lines, hold.productId)))
    await releaseHolds(shop, orderId);
}

function saleOf(orderId: string, lines: Order['lines'], holds: readonly ProductHold[]): NonNullable<Order['sale']> {
  return lines.map(({ productId, quantity }) => {
    const hold = holds.find((each) => each.productId === productId);
    if (!hold || hold.quantity < quantity) throw new Error(`Order ${orderId} does not hold its ${productId}`);
    return { productId, token: hold.token };
  });
}

const named = ({ sale }: Order, hold: ProductHold): boolean => sale?.some(({ token }) => token === hold.token) ?? false;

/** Sells one hold if the order named it. A hold that is gone was sold by an earlier attempt. */
async function sell(shop: Shop, order: Order, hold: ProductHold): Promise<void> {
  if (!named(order, hold)) return;
  const quantity = quantityOf(order.lines, hold.productId);
  for (let now: ProductHold | undefined = hold; now && !(await shop.stock.sell(now, quantity));)
    now = (await shop.stock.holdsOf(order._id)).find(({ token }) => token === hold.token);
}
