import { randomUUID } from 'node:crypto';
import { unavailable } from '@shop/common/errors';
import { ABANDONED_AFTER } from '../domain/holds.js';
import { LIMITS } from '../domain/limits.js';
import type { Line, Order } from '../domain/order.js';
import { notChangeable } from '../domain/refusals.js';
import {
  piecesOfLines,
  refreshed,
  refusalOfChange,
  refusalOfOneMore,
  type UnpaidOrder,
  type UnpaidOrders,
} from '../domain/unpaid.js';
import type { Shop } from './shop.js';

const ROUNDS = 100;
const contended = () => unavailable('Your orders are being changed by many requests at once; try again shortly.');

/**
 * Counts an order against its customer's limits, once, before it is taken: one write while nothing exceeds a limit. Only when something
 * does, the orders are read to remove those that have ended. Throws TOO_MANY_UNPAID_ORDERS, HOLD_LIMIT.
 */
export async function countUnpaid(
  { unpaid, orders }: Shop,
  { userId, orderId, lines }: { userId: string; orderId: string; lines: readonly Line[] },
): Promise<void> {
  if (!unpaid) return;
  const order: UnpaidOrder = { orderId, lines: piecesOfLines(lines), at: new Date(), changes: [] };
  for (let round = 0; round < ROUNDS; round++) {
    if (await unpaid.add(userId, order)) return;
    const read = await unpaid.find(userId);
    if (read?.orders.some((each) => each.orderId === orderId)) return;
    // another order of this customer was written at the same time: try again
    if (!read || !refusalOfOneMore(read.orders, lines)) continue;
    const now = await refreshedOrders(orders, read);
    const refusal = refusalOfOneMore(now, lines);
    if (refusal) throw refusal;
    await unpaid.replace(read, now);
  }
  throw contended();
}

/**
 * Runs a change of an order's lines within its customer's limits: until it has ended, the order counts with the lines before and after.
 * Throws HOLD_LIMIT, and what `change` throws.
 */
export async function limitChange<T>(
  { unpaid, orders }: Shop,
  order: Order,
  lines: readonly Line[],
  change: () => Promise<T>,
): Promise<T> {
  if (!unpaid) return change();
  const id = randomUUID();
  const counted = { unpaid, orders };
  await beginChange(counted, order, { id, lines: piecesOfLines(lines), at: new Date() });
  try {
    return await change();
  } finally {
    // a change that cannot be ended here is removed when its customer reaches a limit
    await endChange(counted, order, id).catch(() => undefined);
  }
}

interface Counted {
  readonly unpaid: NonNullable<Shop['unpaid']>;
  readonly orders: Shop['orders'];
}

async function beginChange(
  { unpaid, orders }: Counted,
  order: Order,
  change: UnpaidOrder['changes'][number],
): Promise<void> {
  const { _id: orderId, userId } = order;
  for (let round = 0; round < ROUNDS; round++) {
    const read = await unpaid.find(userId);
    if (!read) {
      await unpaid.begin(userId);
      continue;
    }
    const own = read.orders.find((each) => each.orderId === orderId);
    // orders of an earlier release have no entry
    const entry = own ?? { orderId, lines: piecesOfLines(order.lines), at: order.createdAt, changes: [] };
    if (entry.changes.length >= LIMITS.changes) throw notChangeable('This order is being changed; try again shortly.');
    const changed = { ...entry, changes: [...entry.changes, change] };
    const withChange = own ? read.orders.map((each) => (each === own ? changed : each)) : [...read.orders, changed];
    let next = withChange;
    // the list can exceed the limit: orders that were never counted are added here
    if (next.length > LIMITS.unpaidOrders || refusalOfChange(next, order.lines, change.lines)) {
      next = await refreshedOrders(orders, { ...read, orders: withChange });
      const refusal = refusalOfChange(next, order.lines, change.lines);
      if (refusal) throw refusal;
    }
    if (await unpaid.replace(read, next)) return;
  }
  throw contended();
}

async function endChange({ unpaid, orders }: Counted, { _id: orderId, userId }: Order, id: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const read = await unpaid.find(userId);
    if (!read?.orders.some((each) => each.changes.some((change) => change.id === id))) return;
    const order = await orders.find(orderId);
    const next = read.orders.map((each) =>
      each.orderId === orderId
        ? {
            ...each,
            lines: order ? piecesOfLines(order.lines) : each.lines,
            changes: each.changes.filter((change) => change.id !== id),
          }
        : each,
    );
    if (await unpaid.replace(read, next)) return;
  }
}

async function refreshedOrders(orders: Shop['orders'], { orders: entries }: UnpaidOrders): Promise<UnpaidOrder[]> {
  const found = await orders.findMany(entries.map(({ orderId }) => orderId));
  return refreshed(entries, found, new Date(Date.now() - ABANDONED_AFTER));
}
