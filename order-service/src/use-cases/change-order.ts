import { pause, seconds, steadyNow } from '@shop/common/time';
import { growing, totalOf, type RequestedLine } from '../domain/lines.js';
import type { Address, Line, Order } from '../domain/order.js';
import { notChangeable, orderNotFound, outOfStock } from '../domain/refusals.js';
import { limitChange } from './limit-unpaid.js';
import { priceLines } from './price-lines.js';
import { releaseHolds } from './release-holds.js';
import type { Shop } from './shop.js';

/** The changes of a buyer; absent members stay as they are. */
export interface OrderChange {
  wanted?: RequestedLine[];
  shippingAddress?: Address;
}

const ROUNDS = 5;

/**
 * Changes an order that is not being paid. It records the change on the order, takes the additional pieces, commits if nobody else wrote
 * the order meanwhile, then gives back the surplus: at every moment the holds cover the order, and the sweep gives back what a crash
 * leaves. If a change and the beginning of a payment compete, one of them wins. Throws ORDER_NOT_FOUND, ORDER_NOT_CHANGEABLE, OUT_OF_STOCK
 * or HOLD_LIMIT (nothing is changed then), and what `priced` throws.
 */
export async function changeOrder(shop: Shop, orderId: string, userId: string, asked: OrderChange): Promise<Order> {
  for (let round = 0; round < ROUNDS; round++) {
    const order = await changeable(shop, orderId, userId);
    const { lines } = asked.wanted ? await priceLines(shop, asked.wanted, order) : order;
    const change = () => attempt(shop, order, lines, asked.shippingAddress ?? order.shippingAddress);
    const done = await (asked.wanted ? limitChange(shop, order, lines, change) : change());
    if (done) return done;
  }
  throw notChangeable('This order is being changed by another request; try again.');
}

/** The order once its stock is held; waits up to three seconds for that. */
async function changeable(shop: Shop, orderId: string, userId: string): Promise<Order> {
  const until = steadyNow() + seconds(3);
  for (;;) {
    const order = await shop.orders.find(orderId);
    if (!order || order.tombstone || order.userId !== userId) throw orderNotFound();
    if (order.status === 'CANCELLED' || order.status === 'CONFIRMED')
      throw notChangeable(`This order is ${order.status.toLowerCase()} and stays as it is; place another one.`);
    if (order.frozen)
      throw notChangeable('This order is being paid and stays as it is; cancel it and place another one.');
    if (order.stock === 'HELD') return order;
    if (order.stock !== 'NONE' || steadyNow() > until)
      throw notChangeable('The stock for this order is not held yet; try again shortly.');
    await pause(50);
  }
}

/** One attempt; undefined when another writer changed the order meanwhile. */
async function attempt(
  shop: Shop,
  order: Order,
  lines: Line[],
  shippingAddress: Address | null,
): Promise<Order | undefined> {
  const more = growing(order.lines, lines);
  const begun = more.length ? await shop.orders.write(order, { set: { change: { lines, at: new Date() } } }) : order;
  if (!begun) return undefined;
  let changed: Order | null = null;
  try {
    const short = await takeMore(shop, begun, more);
    if (short !== undefined) {
      await shop.orders.write(begun, { drop: ['change'] });
      throw outOfStock(short);
    }
    const set = { lines, totalMinor: totalOf(lines), shippingAddress, updatedAt: new Date() };
    changed = await shop.orders.write(begun, { set, drop: ['change'] });
    return changed ?? undefined;
  } finally {
    if (!changed || growing(lines, order.lines).length) await releaseHolds(shop, order._id);
  }
}

/** Raises the holds to these lines; returns the id of the first product with too little stock. */
async function takeMore(shop: Shop, { _id, revision }: Order, more: readonly Line[]): Promise<string | undefined> {
  for (const { productId, quantity } of more)
    if (!(await takeUpTo(shop, _id, revision, productId, quantity))) return productId;
  return undefined;
}

async function takeUpTo(
  shop: Shop,
  orderId: string,
  stamp: number,
  productId: string,
  quantity: number,
): Promise<boolean> {
  for (let round = 0; round < 20; round++) {
    const taken = await shop.stock.take(productId, orderId, quantity, stamp);
    if (taken === 'taken') return true;
    if (taken !== 'held') return false;
    const hold = (await shop.stock.holdsOf(orderId)).find((each) => each.productId === productId);
    if (!hold) continue;
    if (await shop.stock.grow(hold, quantity, stamp)) return true;
    const again = (await shop.stock.holdsOf(orderId)).find((each) => each.productId === productId);
    if (again && again.stamp === hold.stamp && again.quantity === hold.quantity) return false;
  }
  return false;
}
