import { NO_CURRENCY } from '@shop/protos/money';
import type { Order } from './order.js';

/** Takes the place of an order that was undone, or refused, before it existed: a late do is refused. */
export const tombstone = (orderId: string, now: Date): Order => ({
  _id: orderId,
  userId: '',
  status: 'CANCELLED',
  lines: [],
  totalMinor: 0,
  currency: NO_CURRENCY,
  shippingAddress: null,
  frozen: true,
  stock: 'RELEASED',
  revision: 0,
  history: [],
  tombstone: true,
  createdAt: now,
  updatedAt: now,
});
