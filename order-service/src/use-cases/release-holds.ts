import { entitled } from '../domain/holds.js';
import type { Shop } from './shop.js';

const ROUNDS = 10;

/**
 * Gives back whatever an order holds and has no right to. Safe at any time and twice: holds are read before the order,
 * and one that was touched since is left for another round. Answers how many pieces came back.
 */
export async function releaseHolds({ orders, stock }: Shop, orderId: string, now = new Date()): Promise<number> {
  let back = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const holds = await stock.holdsOf(orderId);
    if (holds.length === 0) return back;
    // an order older than the holds would give back what it has a right to
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
