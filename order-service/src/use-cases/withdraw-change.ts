import type { Refusal } from '../domain/order.js';
import { changedByMany, notChangeable } from '../domain/refusals.js';
import { tombstone } from '../domain/tombstone.js';
import { releaseHolds } from './release-holds.js';
import type { Shop } from './shop.js';

const ROUNDS = 20;

interface Withdrawal {
  readonly changeId: string;
  readonly orderId: string;
  /** Why, as the order shows it: a stable code. */
  readonly reason: string;
  /** What the same change is answered when it is asked for again. */
  readonly refusal?: Refusal;
}

/**
 * Undoes the beginning of a change: the order stays as it was and can be changed again, and what was held is given back. Where the change has
 * not begun it leaves a tombstone. Throws ORDER_NOT_CHANGEABLE once the change was applied.
 */
export async function withdrawChange(shop: Shop, withdrawal: Withdrawal): Promise<void> {
  const { changeId, refusal } = withdrawal;
  await refuseInOrder(shop, withdrawal);
  for (let round = 0; round < ROUNDS; round++) {
    const holder = await shop.orders.findCommitted(changeId);
    if (!holder && (await shop.orders.insert(tombstone(changeId, new Date())))) return;
    if (!holder) continue;
    if (holder.stock !== 'HELD' && holder.stock !== 'RELEASED') throw applied();
    const set = { stock: 'RELEASED' as const, ...(refusal ? { refusal } : {}) };
    if (holder.stock === 'RELEASED' || (await shop.orders.write(holder, { set })))
      return void (await releaseHolds(shop, changeId));
  }
  throw changedByMany();
}

async function refuseInOrder(shop: Shop, { changeId, orderId, reason }: Withdrawal): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const order = await shop.orders.findCommitted(orderId);
    const change = order?.paidChange;
    if (!order || change?.id !== changeId || change.state === 'REFUSED') return;
    if (change.state === 'APPLIED') throw applied();
    const at = new Date();
    const paidChange = { ...change, state: 'REFUSED' as const, other: [], reason };
    if (await shop.orders.write(order, { set: { paidChange, updatedAt: at } })) return;
  }
  throw changedByMany();
}

const applied = () => notChangeable('This change was applied; another change can undo it.');
