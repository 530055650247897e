import { moveChangedStock } from './move-changed-stock.js';
import type { Shop } from './shop.js';
import { untilWritten } from './until-written.js';

/**
 * Stops all changes of an order that is being cancelled: no new change begins, an unapplied one is never applied, and the stock of an
 * applied one has been moved. Afterwards the lines of the order are what it has bought. Succeeds also for an order that does not exist.
 */
export async function stopChanges(shop: Shop, orderId: string): Promise<void> {
  await untilWritten(async () => {
    const order = await shop.orders.findCommitted(orderId);
    if (!order || order.tombstone || order.status === 'CANCELLED') return true;
    const { paidChange } = order;
    if (paidChange?.state === 'APPLIED') await moveChangedStock(shop, { changeId: paidChange.id, orderId });
    const isRunning = paidChange?.state === 'RUNNING';
    const stopped = isRunning
      ? { paidChange: { ...paidChange, state: 'REFUSED' as const, other: [], reason: 'ORDER_CANCELLED' } }
      : {};
    // also when it is marked already: a change or a shipping that read it before that has not written yet, and is refused from now on
    return shop.orders.write(order, { set: { cancelling: true, ...stopped } });
  });
}
