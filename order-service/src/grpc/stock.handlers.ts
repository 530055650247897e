import { serve, type Served } from '@shop/common/grpc/server';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { CALLERS } from '@shop/topology/callers';
import { releaseStock } from '../use-cases/release-stock.js';
import { reserveStock } from '../use-cases/reserve-stock.js';
import { restockOrder } from '../use-cases/restock-order.js';
import type { Shop } from '../use-cases/shop.js';
import { stockMessages } from './messages.js';
import { checked } from './requests.js';

/** shop.v1.Stock: proto → use case → proto. */
export const stockService = (shop: Shop): Served =>
  serve<StockDefinition>('Stock', CALLERS.Stock, {
    async Reserve(request) {
      await reserveStock(shop, checked.ofOrder(request).orderId);
      return {};
    },
    async Release(request) {
      await releaseStock(shop, checked.ofOrder(request).orderId);
      return {};
    },
    async Restock(request) {
      await restockOrder(shop, checked.ofOrder(request).orderId);
      return {};
    },
    async *Audit(request) {
      const { inParts } = checked.audit(request);
      for await (const product of shop.products.all()) yield* stockMessages(product, inParts);
    },
  });
