import type { Refusal } from '../domain/order.js';
import { notChangeable } from '../domain/refusals.js';
import { tombstone } from '../domain/tombstone.js';
import { releaseAll } from './release-holds.js';
import type { Shop } from './shop.js';
import { untilWritten } from './until-written.js';

interface Withdrawal {
  readonly changeId: string;
  readonly orderId: string;
  /** The reason that the order shows: a stable code. */
  readonly reason: string;
  /** The answer when the same change is requested again. */
  readonly refusal?: Refusal;
}

/**
 * Undoes the beginning of a change: the order stays as it was and can be changed again, and the held pieces are given back. If the change
 * has not begun, it leaves a tombstone. Throws ORDER_NOT_CHANGEABLE once the change was applied.
 */
export async function withdrawChange(shop: Shop, withdrawal: Withdrawal): Promise<void> {
  const { changeId, refusal } = withdrawal;
  await refuseInOrder(shop, withdrawal);
  const mark = tombstone(changeId, new Date());
  const released = await untilWritten(async () => {
    const holder = await shop.orders.findCommitted(changeId);
    if (!holder) return (await shop.orders.insert(mark)) ? mark : undefined;
    if (holder.stock === 'RELEASED') return holder;
    if (holder.stock !== 'HELD') throw applied();
    return shop.orders.write(holder, { set: { stock: 'RELEASED', ...(refusal ? { refusal } : {}) } });
  });
  if (released === mark) return;
  if (!refusal) await refuseLateClaim(shop, withdrawal);
  await releaseAll(shop, changeId);
}

/**
 * An attempt to begin the change may have found it not withdrawn and not have recorded it in the order yet. It names the revision of the
 * order, so after a write it is refused; one that was faster is undone.
 */
async function refuseLateClaim(shop: Shop, withdrawal: Withdrawal): Promise<void> {
  await untilWritten(async () => {
    const order = await shop.orders.findCommitted(withdrawal.orderId);
    return !order || order.paidChange?.id === withdrawal.changeId || shop.orders.write(order, {});
  });
  await refuseInOrder(shop, withdrawal);
}

async function refuseInOrder(shop: Shop, { changeId, orderId, reason }: Withdrawal): Promise<void> {
  await untilWritten(async () => {
    const order = await shop.orders.findCommitted(orderId);
    const change = order?.paidChange;
    if (!order || change?.id !== changeId || change.state === 'REFUSED') return true;
    if (change.state === 'APPLIED') throw applied();
    const at = new Date();
    const paidChange = { ...change, state: 'REFUSED' as const, other: [], reason };
    return shop.orders.write(order, { set: { paidChange, updatedAt: at } });
  });
}

const applied = () => notChangeable('This change was applied; another change can undo it.');
