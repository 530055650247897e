import type { HistoryEntry, Order } from './order.js';

/** An order as it was when this entry joined its history, except for its lines, total and address, which are the current ones. */
export function orderAt(order: Order, { seq, status, at }: HistoryEntry): Order {
  const { cancelReason, cancelling: _, paidChange: _change, shippingAt: _shipping, ...rest } = order;
  return {
    ...rest,
    status,
    ...(status === 'CANCELLED' && cancelReason ? { cancelReason } : {}),
    history: order.history.slice(0, seq),
    updatedAt: at,
  };
}
