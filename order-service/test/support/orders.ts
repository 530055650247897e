import { v7 } from 'uuid';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { cancelOrder } from '../../dist/use-cases/cancel-order.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { restockOrder } from '../../dist/use-cases/restock-order.js';
import { markCancelled } from '../../dist/use-cases/mark-cancelled.js';
import type { Shop } from '../../dist/use-cases/shop.js';
import { ADDRESS } from './service.js';

/** Quantities by product id. */
export type Basket = Record<string, number>;

export const newOrder = (basket: Basket, orderId = v7(), userId = 'ann') => ({
  orderId,
  userId,
  wanted: Object.entries(basket).map(([productId, quantity]) => ({ productId, quantity })),
  shippingAddress: ADDRESS,
  paidAtOnce: false,
});

/** A point in the life of an order. */
export type Stage =
  | 'nothing'
  | 'created'
  | 'held'
  | 'released'
  | 'cancelled'
  | 'confirmed'
  | 'restocked'
  | 'cancelled after confirmation';

const PATHS: Record<Stage, readonly ((shop: Shop, id: string, basket: Basket) => Promise<unknown>)[]> = (() => {
  const create = (shop: Shop, id: string, basket: Basket) => createOrder(shop, newOrder(basket, id));
  const created = [create];
  const held = [...created, reserveStock];
  const released = [...held, releaseStock];
  const confirmed = [...held, confirmOrder];
  const restocked = [...confirmed, restockOrder];
  return {
    nothing: [],
    created,
    held,
    released,
    cancelled: [...released, (shop: Shop, id: string) => cancelOrder(shop, id, 'CUSTOMER_CANCELLED')],
    confirmed,
    restocked,
    'cancelled after confirmation': [
      ...restocked,
      (shop: Shop, id: string) => markCancelled(shop, id, 'CUSTOMER_CANCELLED'),
    ],
  };
})();

/** Creates an order of this basket and brings it to a stage; returns its id. */
export async function orderAt(shop: Shop, stage: Stage, basket: Basket, orderId = v7()): Promise<string> {
  for (const step of PATHS[stage]) await step(shop, orderId, basket);
  return orderId;
}

/** The code of a refusal, or "done". */
export const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => {
      if (!error.code) throw error;
      return error.code;
    },
  );
