import type { HistoryEntry, Order, OrderStatus } from './order.js';

const NEXT: Record<OrderStatus, readonly OrderStatus[]> = {
  PENDING: ['AWAITING_PAYMENT', 'CANCELLED'],
  AWAITING_PAYMENT: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['CANCELLED'],
  CANCELLED: [],
};

/** The history entry that takes `order` to `status`. Throws when the step is not one of the shop's. */
export function enter(
  order: Pick<Order, 'status' | 'history'>,
  status: OrderStatus,
  at: Date,
  reason?: string,
): HistoryEntry {
  if (!NEXT[order.status].includes(status)) throw new Error(`An order does not go from ${order.status} to ${status}`);
  return { seq: order.history.length + 1, status, at, ...(reason ? { reason } : {}) };
}

/** The first entry of a history. */
export const begin = (at: Date): HistoryEntry => ({ seq: 1, status: 'PENDING', at });

/** True when a stream of the order's statuses ends here. */
export const rests = ({ status, cancelling = false }: Pick<Order, 'status' | 'cancelling'>): boolean =>
  status === 'CANCELLED' || (status === 'CONFIRMED' && !cancelling);
