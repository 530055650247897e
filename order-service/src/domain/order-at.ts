import type { HistoryEntry, Order } from './order.js';

/** An order as it was when this entry joined its history, but for its lines, its total and its address, which are those of now. */
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
