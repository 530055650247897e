import { Problem } from '@shop/common/errors';
import type { OrderWrite } from '../data/order.repository.js';
import type { Verb } from '../domain/commands.js';
import type { Order } from '../domain/order.js';
import { tombstone } from '../domain/tombstone.js';
import { judgeOrder } from './judge-order.js';
import { announceAgain, type Shop } from './shop.js';
import { untilWritten } from './until-written.js';

/**
 * Carries out one write of a command: reads the order, judges, and writes what `plan` returns if nobody else wrote meanwhile, else starts
 * again. Returns the verdict and the resulting order. Throws the refusal. `lost`: a write for what was read before has lost.
 */
export function commandOrder(
  shop: Shop,
  orderId: string,
  verb: Verb,
  plan: (order: Order) => OrderWrite | Promise<OrderWrite>,
  { lost = false }: { readonly lost?: boolean } = {},
): Promise<{ verdict: 'written' | 'finish' | 'done'; order: Order }> {
  return untilWritten(async (round) => {
    const { order, verdict } = await judgeOrder(shop, orderId, verb, lost || round > 0);
    if (verdict !== 'go') {
      if (verdict === 'done') await announceAgain(shop, order);
      return { verdict, order };
    }
    const write = await plan(order);
    const written = await shop.orders.write(order, write);
    if (!written) return undefined;
    if (write.entry) await shop.announce(orderId, write.entry);
    return { verdict: 'written', order: written };
  });
}

/** As `commandOrder`, for an undo, which may come before its do: where there is no order, it leaves a tombstone, which refuses the do. */
export const undoOrder: typeof commandOrder = async (shop, orderId, verb, plan) => {
  try {
    return await commandOrder(shop, orderId, verb, plan);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'ORDER_NOT_FOUND')) throw error;
    await shop.orders.insert(tombstone(orderId, new Date()));
    // judges the tombstone, or the order of a do that was faster
    return commandOrder(shop, orderId, verb, plan);
  }
};
