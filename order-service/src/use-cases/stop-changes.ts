import { moveChangedStock } from './move-changed-stock.js';
import type { Shop } from './shop.js';
import { untilWritten } from './until-written.js';

/**
 * The order is being cancelled: no change of it begins any more, one that was not applied never will be, and the stock of one that was has
 * followed. Afterwards the lines of the order are what it has bought. Answered also for an order that is not there.
 */
export async function stopChanges(shop: Shop, orderId: string): Promise<void> {
  await untilWritten(async () => {
    const order = await shop.orders.findCommitted(orderId);
    if (!order || order.tombstone || order.status === 'CANCELLED') return true;
    const { paidChange } = order;
    if (paidChange?.state === 'APPLIED') await moveChangedStock(shop, { changeId: paidChange.id, orderId });
    const isRunning = paidChange?.state === 'RUNNING';
    if (order.cancelling && !isRunning) return true;
    const stopped = isRunning
      ? { paidChange: { ...paidChange, state: 'REFUSED' as const, other: [], reason: 'ORDER_CANCELLED' } }
      : {};
    return shop.orders.write(order, { set: { cancelling: true, ...stopped } });
  });
}
