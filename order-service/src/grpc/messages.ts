import type { Order as OrderMessage } from '@shop/protos/generated/shop/v1/Order';
import type { OrderAudit } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { OrderStatus as StatusMessage } from '@shop/protos/generated/shop/v1/OrderStatus';
import type { ProductStock } from '@shop/protos/generated/shop/v1/ProductStock';
import type { Product } from '../data/product.model.js';
import type { HistoryEntry, Order } from '../domain/order.js';

/** One entry of an order's history as the contract's message. */
export const statusMessage = (orderId: string, { seq, status, at, reason }: HistoryEntry): StatusMessage => ({
  orderId,
  seq,
  status,
  atMs: at.getTime(),
  reason: reason ?? '',
});

/** An order as the contract's message; minor units. */
export const orderMessage = (order: Order): OrderMessage => ({
  id: order._id,
  userId: order.userId,
  status: order.status,
  lines: order.lines,
  totalMinor: order.totalMinor,
  currency: order.currency,
  cancelReason: order.cancelReason ?? '',
  history: order.history.map((entry) => statusMessage(order._id, entry)),
  paidChanges: order.paidChanges ?? [],
});

/** The data of an order for an audit, as the contract's message; minor units. */
export const auditMessage = (order: Order): OrderAudit => ({
  id: order._id,
  status: order.status,
  totalMinor: order.totalMinor,
  lines: order.lines,
  stock: order.stock,
  tombstone: order.tombstone,
  updatedAtMs: order.updatedAt.getTime(),
  startPending: order.startIntent !== undefined,
  paidChanges: order.paidChanges ?? [],
  otherLines: order.paidChange?.other ?? [],
});

/** Holds in one message: far below the 4 MiB that a gRPC client accepts. */
const HOLDS = 5_000;

/** One message, or several when the holds may come in parts and are many. */
export function* stockMessages(product: Product, inParts: boolean): Generator<ProductStock> {
  const { _id: productId, available, reserved, sold, stocked } = product;
  const holds = product.holds.map(({ orderId, quantity }) => ({ orderId, quantity }));
  const most = inParts ? HOLDS : holds.length;
  yield { productId, available, reserved, sold, stocked, holds: holds.slice(0, most) };
  for (let at = most; at < holds.length; at += most)
    yield { productId, holds: holds.slice(at, at + most), continued: true };
}
