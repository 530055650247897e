import { refusalOfPaidChange } from '../domain/paid-change.js';
import { existing, notChangeable } from '../domain/refusals.js';
import type { Shop } from './shop.js';
import { untilWritten } from './until-written.js';

/**
 * Applies the change: one write gives the order its new lines and its new total; moveChangedStock moves its stock afterwards. Throws
 * ORDER_NOT_CHANGEABLE for a change that was withdrawn or never begun, and ORDER_CANCELLED.
 */
export async function applyChange(
  { orders }: Pick<Shop, 'orders'>,
  { changeId, orderId }: { changeId: string; orderId: string },
): Promise<void> {
  await untilWritten(async () => {
    const order = existing(await orders.findCommitted(orderId));
    const done = order.paidChanges ?? [];
    if (done.some(({ id }) => id === changeId)) return true;
    const refusal = refusalOfPaidChange(order, false);
    if (refusal) throw refusal;
    const change = order.paidChange;
    if (change?.id !== changeId || change.state !== 'RUNNING') throw notChangeable('This change is not under way.');
    const { other: lines, totalMinor } = change;
    const set = {
      lines,
      totalMinor,
      paidChange: { ...change, state: 'APPLIED' as const, other: order.lines },
      paidChanges: [...done, { id: changeId, differenceMinor: totalMinor - order.totalMinor }],
      updatedAt: new Date(),
    };
    return orders.write(order, { set });
  });
}
