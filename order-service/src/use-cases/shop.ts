import type { Shop } from '../data/shop.js';
import type { Order } from '../domain/order.js';

export type { Shop };

/** Announces the current status for a duplicate: the earlier attempt may have died between its write and its announcement. */
export async function announceAgain(shop: Shop, { _id, history }: Order): Promise<void> {
  const latest = history.at(-1);
  if (latest) await shop.announce(_id, latest);
}
