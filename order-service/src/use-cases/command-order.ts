import type { OrderWrite } from '../data/order.repository.js';
import type { Verb } from '../domain/commands.js';
import type { Order } from '../domain/order.js';
import { changedByMany } from '../domain/refusals.js';
import { judgeOrder } from './judge-order.js';
import { announceAgain, type Shop } from './shop.js';

const ROUNDS = 20;

/**
 * Carries out one write of a command: reads the order, judges, and writes what `plan` says if nobody wrote meanwhile,
 * else starts again. Answers the verdict and the order as it is then. Throws the refusal.
 */
export async function commandOrder(
  shop: Shop,
  orderId: string,
  verb: Verb,
  plan: (order: Order) => OrderWrite | Promise<OrderWrite>,
): Promise<{ verdict: 'written' | 'finish' | 'done'; order: Order }> {
  for (let round = 0; round < ROUNDS; round++) {
    const { order, verdict } = await judgeOrder(shop, orderId, verb, round > 0);
    if (verdict !== 'go') {
      if (verdict === 'done') await announceAgain(shop, order);
      return { verdict, order };
    }
    const write = await plan(order);
    const written = await shop.orders.write(order, write);
    if (!written) continue;
    if (write.entry) await shop.announce(orderId, write.entry);
    return { verdict: 'written', order: written };
  }
  throw changedByMany();
}
