import { serve, type Served } from '@shop/common/grpc/server';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import { CALLERS } from '@shop/topology/callers';
import { orderNotFound } from '../domain/refusals.js';
import { applyChange } from '../use-cases/apply-change.js';
import { beginPayment } from '../use-cases/begin-payment.js';
import { cancelOrder } from '../use-cases/cancel-order.js';
import { confirmOrder } from '../use-cases/confirm-order.js';
import { createOrder } from '../use-cases/create-order.js';
import { holdChange } from '../use-cases/hold-change.js';
import { markCancelled } from '../use-cases/mark-cancelled.js';
import { moveChangedStock } from '../use-cases/move-changed-stock.js';
import type { Shop } from '../use-cases/shop.js';
import { stopChanges } from '../use-cases/stop-changes.js';
import { watchOrder } from '../use-cases/watch-order.js';
import type { StatusHints } from '../use-cases/status-hints.js';
import { withdrawChange } from '../use-cases/withdraw-change.js';
import { auditMessage, orderMessage, statusMessage } from './messages.js';
import { checked } from './requests.js';

/** shop.v1.Orders: proto → use case → proto. */
export const ordersService = (shop: Shop, hints: StatusHints): Served =>
  serve<OrdersDefinition>('Orders', CALLERS.Orders, {
    async Create(request) {
      const { lines, ...order } = checked.create(request);
      const wanted = lines.map(({ productId, quantity, unitPriceMinor }) => ({
        productId,
        quantity,
        ...(unitPriceMinor === 0 ? {} : { priceMinor: unitPriceMinor }),
      }));
      const { totalMinor, currency } = await createOrder(shop, { ...order, wanted });
      return { totalMinor, currency };
    },
    async Cancel(request) {
      const { orderId, reason } = checked.cancel(request);
      await cancelOrder(shop, orderId, reason);
      return {};
    },
    async Confirm(request) {
      await confirmOrder(shop, checked.ofOrder(request).orderId);
      return {};
    },
    async MarkCancelled(request) {
      const { orderId, reason } = checked.cancel(request);
      await markCancelled(shop, orderId, reason);
      return {};
    },
    async Get(request) {
      const { orderId, userId } = checked.find(request);
      const order = await shop.orders.find(orderId);
      if (!order || order.tombstone || (userId !== '' && order.userId !== userId)) throw orderNotFound();
      return orderMessage(order);
    },
    async BeginPayment(request) {
      const { totalMinor, currency, status } = await beginPayment(shop, checked.pay(request));
      return { totalMinor, currency, status };
    },
    async HoldChange(request) {
      await holdChange(shop, checked.holdChange(request));
      return {};
    },
    async WithdrawChange(request) {
      await withdrawChange(shop, checked.withdrawChange(request));
      return {};
    },
    async ApplyChange(request) {
      await applyChange(shop, checked.ofChange(request));
      return {};
    },
    async MoveChanged(request) {
      await moveChangedStock(shop, checked.ofChange(request));
      return {};
    },
    async StopChanges(request) {
      await stopChanges(shop, checked.ofOrder(request).orderId);
      return {};
    },
    async *Watch(request, { signal }) {
      const { orderId, afterSeq } = checked.watch(request);
      for await (const entry of watchOrder(shop, hints, orderId, afterSeq, signal)) yield statusMessage(orderId, entry);
    },
    async *Audit(request) {
      const { orderIds, after } = checked.audit(request);
      for await (const order of shop.orders.all(orderIds, after)) yield auditMessage(order);
    },
  });
