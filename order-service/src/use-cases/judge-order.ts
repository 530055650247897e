import { Problem } from '@shop/common/errors';
import { judge, type Verb, type Verdict } from '../domain/commands.js';
import type { Order } from '../domain/order.js';
import { existing } from '../domain/refusals.js';
import type { Shop } from './shop.js';

/**
 * Reads an order and returns what a command must do with it. Throws the refusal, which is permanent: it rests on the order as it is
 * committed now, never on an older state, as may be read after a change of the primary. After a write that `lost`, the verdict rests on the
 * committed order as well.
 */
export async function judgeOrder(
  { orders }: Pick<Shop, 'orders'>,
  orderId: string,
  verb: Verb,
  lost = false,
): Promise<{ order: Order; verdict: Verdict }> {
  const judged = (found: Order | null) => {
    const order = existing(found);
    return { order, verdict: judge(verb, order) };
  };
  if (lost) return judged(await orders.findCommitted(orderId));
  try {
    return judged(await orders.find(orderId));
  } catch (error) {
    if (!(error instanceof Problem && error.definite)) throw error;
    return judged(await orders.findCommitted(orderId));
  }
}
