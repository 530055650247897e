import { entitled, type ProductHold } from '../domain/holds.js';
import type { Shop } from './shop.js';

const ROUNDS = 10;

/** How many pieces of a hold its order keeps. */
type Keep = (hold: ProductHold) => number;

/**
 * Gives back the pieces that an order holds without being entitled to them. Safe at any time, and to repeat. Returns how many pieces were
 * given back.
 */
export const releaseHolds = ({ orders, stock }: Shop, orderId: string, now = new Date()): Promise<number> =>
  giveBack(stock, orderId, async () => {
    // with an order older than the holds, pieces that it is entitled to would be given back
    const order = await orders.findCommitted(orderId);
    return (hold) => entitled(order, hold, now);
  });

/** As `releaseHolds`, for an order that is RELEASED: it is entitled to nothing any more, so it is not read. */
export const releaseAll = ({ stock }: Pick<Shop, 'stock'>, orderId: string): Promise<number> =>
  giveBack(stock, orderId, async () => () => 0);

/** Reads the holds before what is kept of them; a hold that was touched since is left for another round. */
async function giveBack(stock: Shop['stock'], orderId: string, readKeep: () => Promise<Keep>): Promise<number> {
  let back = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const holds = await stock.holdsOf(orderId);
    if (holds.length === 0) return back;
    const keep = await readKeep();
    let left = false;
    for (const hold of holds) {
      const kept = keep(hold);
      if (kept === hold.quantity) continue;
      if (await stock.shrink(hold, kept)) back += hold.quantity - kept;
      else left = true;
    }
    if (!left) return back;
  }
  return back;
}
