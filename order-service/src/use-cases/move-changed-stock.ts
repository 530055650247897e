import { unavailable } from '@shop/common/errors';
import { inTakingOrder } from '../domain/lines.js';
import type { Order } from '../domain/order.js';
import { existing, notChangeable } from '../domain/refusals.js';
import { holdsToSell, saleOf, sellHolds } from './sell-holds.js';
import type { Shop } from './shop.js';

/**
 * Moves the stock of an applied change: sells the pieces held for it and restocks the pieces that left the order. Idempotent: a repeat moves
 * nothing. Throws ORDER_NOT_CHANGEABLE for a change that was not applied.
 */
export async function moveChangedStock(
  shop: Shop,
  { changeId, orderId }: { changeId: string; orderId: string },
): Promise<void> {
  for (;;) {
    const holder = existing(await shop.orders.findCommitted(changeId));
    switch (holder.stock) {
      case 'RESTOCKED':
        return;
      case 'HELD':
        await beginSale(shop, holder, orderId);
        break;
      case 'SELLING':
        await sellHolds(shop, holder);
        await shop.orders.write(holder, { set: { stock: 'SOLD' }, drop: ['sale'] });
        break;
      case 'SOLD':
        await putBack(shop, holder);
        await shop.orders.write(holder, { set: { stock: 'RESTOCKED', updatedAt: new Date() } });
        break;
      default:
        throw notApplied();
    }
  }
}

async function beginSale(shop: Shop, holder: Order, orderId: string): Promise<void> {
  const { paidChanges = [] } = existing(await shop.orders.findCommitted(orderId));
  if (!paidChanges.some(({ id }) => id === holder._id)) throw notApplied();
  const sale = saleOf(await holdsToSell(shop, holder));
  await shop.orders.write(holder, { set: { stock: 'SELLING', sale } });
}

async function putBack(shop: Shop, { _id, less = [] }: Order): Promise<void> {
  for (const { productId, quantity } of inTakingOrder(less))
    if (!(await shop.stock.unsell(productId, _id, quantity)))
      throw unavailable('Too many pieces of this product came back within the hour; it is tried again.');
}

const notApplied = () => notChangeable('This change was not applied; its stock stays where it is.');
