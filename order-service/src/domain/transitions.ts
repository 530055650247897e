import type { OrderStatus } from '@shop/protos/contract';
import type { HistoryEntry, Order } from './order.js';

const NEXT: Record<OrderStatus, readonly OrderStatus[]> = {
  PENDING: ['AWAITING_PAYMENT', 'CANCELLED'],
  AWAITING_PAYMENT: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['CANCELLED'],
  CANCELLED: [],
};

/** The history entry that moves `order` to `status`. Throws for a transition that is not allowed. */
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

/** True when only its customer or an operator can advance this order: it has ended, or waits for payment. */
export const restsFor = ({ status, frozen }: Pick<Order, 'status' | 'frozen'>): boolean =>
  status === 'CANCELLED' || status === 'CONFIRMED' || (status === 'AWAITING_PAYMENT' && !frozen);

/** True when a stream of the order's statuses ends here. */
export const rests = ({ status, cancelling = false }: Pick<Order, 'status' | 'cancelling'>): boolean =>
  status === 'CANCELLED' || (status === 'CONFIRMED' && !cancelling);
