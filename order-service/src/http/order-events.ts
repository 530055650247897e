import type { EventOf } from '@shop/common/events/event';
import type { OrderStatus } from '@shop/protos/contract';
import { shopEvent, type OrderEventType } from '@shop/protos/events';
import type { Order } from '../domain/order.js';
import { orderAt } from '../domain/order-at.js';
import { showOrder } from './orders.schema.js';

const TYPES = {
  PENDING: 'order.created',
  AWAITING_PAYMENT: 'order.awaiting_payment',
  CONFIRMED: 'order.confirmed',
  CANCELLED: 'order.cancelled',
} as const satisfies Record<OrderStatus, OrderEventType>;

/** The events of an order: one for each entry of its history. */
export const orderEvents = (order: Order): EventOf[] =>
  order.history.map((entry) => {
    const { seq: n, status, at, trace } = entry;
    const data = showOrder(orderAt(order, entry));
    return { n, at, event: shopEvent(TYPES[status], { id: `${order._id}.${n}`, subject: order._id, at, trace, data }) };
  });
