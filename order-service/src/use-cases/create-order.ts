import { Problem } from '@shop/common/errors';
import { totalOf, type Priced, type RequestedLine } from '../domain/lines.js';
import type { Address, Line, Order, StartIntent } from '../domain/order.js';
import { problemOf, refusalOf } from '../domain/refusals.js';
import { judge } from '../domain/commands.js';
import { begin } from '../domain/transitions.js';
import { tombstone } from '../domain/tombstone.js';
import { priceLines } from './price-lines.js';
import { announceAgain, type Shop } from './shop.js';

export interface NewOrder {
  orderId: string;
  userId: string;
  wanted: RequestedLine[];
  shippingAddress: Address;
  /** A payment method was given with the order: it is frozen from the start. */
  paidAtOnce: boolean;
  /** Set while its saga is still to be started. */
  startIntent?: StartIntent;
}

/**
 * Stores an order as PENDING at the catalogue's prices: one insert. Sent again it gives the same answer, a refusal included. Throws
 * PRODUCT_NOT_FOUND, PRICE_CHANGED, ORDER_CANCELLED when it was undone before.
 */
export async function createOrder(shop: Shop, asked: NewOrder): Promise<Order> {
  const order = await compose(shop, asked, new Date());
  if (!(await shop.orders.insert(order))) return answerAgain(shop, asked.orderId);
  // a refusal is stored too: a duplicate must not create the order after the catalogue has changed
  if (order.refusal) throw problemOf(order.refusal);
  await shop.announce(order._id, order.history[0]!);
  return order;
}

async function compose(shop: Shop, asked: NewOrder, now: Date): Promise<Order> {
  try {
    return newOrder(asked, await priceLines(shop, asked.wanted), now);
  } catch (error) {
    if (!(error instanceof Problem && error.definite)) throw error;
    return { ...tombstone(asked.orderId, now), refusal: refusalOf(error) };
  }
}

/** These lines as requested lines, at exactly their prices. */
export const atTheirPrices = (lines: readonly Line[]): RequestedLine[] =>
  lines.map(({ productId, quantity, unitPriceMinor: priceMinor }) => ({ productId, quantity, priceMinor }));

/** A new order. */
export function newOrder(asked: NewOrder, { lines, currency }: Priced, now: Date): Order {
  return {
    _id: asked.orderId,
    userId: asked.userId,
    status: 'PENDING',
    lines,
    totalMinor: totalOf(lines),
    currency,
    shippingAddress: asked.shippingAddress,
    frozen: asked.paidAtOnce,
    stock: 'NONE',
    revision: 0,
    history: [begin(now)],
    tombstone: false,
    ...(asked.startIntent ? { startIntent: asked.startIntent } : {}),
    createdAt: now,
    updatedAt: now,
  };
}

async function answerAgain(shop: Shop, orderId: string): Promise<Order> {
  const order = (await shop.orders.findCommitted(orderId))!;
  if (order.tombstone && order.refusal) throw problemOf(order.refusal);
  judge('create', order);
  await announceAgain(shop, order);
  return order;
}
