import { entitled } from '../domain/holds.js';
import type { Shop } from './shop.js';

const ROUNDS = 10;

/**
 * Gives back the pieces that an order holds without being entitled to them. Safe at any time, and to repeat: holds are read before the
 * order, and one that was touched since is left for another round. Returns how many pieces were given back.
 */
export async function releaseHolds({ orders, stock }: Shop, orderId: string, now = new Date()): Promise<number> {
  let back = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const holds = await stock.holdsOf(orderId);
    if (holds.length === 0) return back;
    // with an order older than the holds, pieces that it is entitled to would be given back
    const order = await orders.findCommitted(orderId);
    let left = false;
    for (const hold of holds) {
      const keep = entitled(order, hold, now);
      if (keep === hold.quantity) continue;
      if (await stock.shrink(hold, keep)) back += hold.quantity - keep;
      else left = true;
    }
    if (!left) return back;
  }
  return back;
}
