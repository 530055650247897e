import type { OrderWrite } from '../data/order.repository.js';
import type { ProductHold } from '../domain/holds.js';
import type { Order } from '../domain/order.js';
import { enter } from '../domain/transitions.js';
import { commandOrder } from './command-order.js';
import { releaseHolds } from './release-holds.js';
import { holdsToSell, saleOf, sellHolds } from './sell-holds.js';
import type { Shop } from './shop.js';
import { untilWritten } from './until-written.js';

/**
 * Sells what the order holds, then sets it to CONFIRMED: lines + 2 writes. The order first names exactly the holds that it sells, so that
 * the next attempt finishes one that died between two products, and a hold that came too late is never sold. Throws ORDER_CANCELLED,
 * STOCK_NOT_HELD.
 */
export async function confirmOrder(shop: Shop, orderId: string): Promise<void> {
  await untilWritten((round) => confirm(shop, orderId, round > 0));
}

/** Undefined when another writer was faster, which may have been a duplicate or a cancellation: then the sale has to be judged again. */
async function confirm(shop: Shop, orderId: string, lost: boolean): Promise<true | undefined> {
  let holds: ProductHold[] | undefined;
  let ofChange = false;
  const selling = async (order: Order): Promise<OrderWrite> => {
    holds = await holdsToSell(shop, order);
    ofChange = order.change !== undefined;
    return { set: { stock: 'SELLING', frozen: true, sale: saleOf(holds) }, drop: ['change'] };
  };
  const { verdict, order } = await commandOrder(shop, orderId, 'confirm', selling, { lost });
  if (verdict === 'done') return true;
  await sellHolds(shop, order, holds);
  const entry = enter(order, 'CONFIRMED', new Date());
  if (!(await shop.orders.write(order, { set: { stock: 'SOLD' }, drop: ['sale'], entry }))) return undefined;
  await shop.announce(orderId, entry);
  // a change that died took more, as may have been held when an earlier attempt named them
  if (!holds || ofChange) await releaseHolds(shop, orderId);
  return true;
}
