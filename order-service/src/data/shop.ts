import { Problem } from '@shop/common/errors';
import type { Faults } from '@shop/common/faults';
import { Unpublished } from '@shop/common/mongo/unpublished';
import { broadcast } from '@shop/common/redis/broadcasts';
import { CHANNELS } from '@shop/protos/channels';
import { ORDER_STATUSES } from '@shop/protos/contract';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { HistoryEntry } from '../domain/order.js';
import { orderModel } from './order.model.js';
import { OrderRepository } from './order.repository.js';
import { productModel } from './product.model.js';
import { ProductRepository } from './product.repository.js';
import { StartRepository } from './start.repository.js';
import { StockRepository } from './stock.repository.js';
import { unpaidModel } from './unpaid.model.js';
import { UnpaidRepository } from './unpaid.repository.js';

/**
 * The shop on this database, broadcasting on this Redis; `limited` says whether customers have limits on their unpaid orders. Passes the
 * fault point `order.publish`.
 */
export function createShop(mongo: Connection, redis: Redis, faults: Faults, limited = true) {
  const products = productModel(mongo);
  const orders = orderModel(mongo);
  faults.declare('order.publish');
  return {
    orders: new OrderRepository(orders),
    /** Orders whose saga the orchestrator must still be asked to start. */
    starts: new StartRepository(orders),
    /** Orders with changes that are still to be published as events. */
    unpublished: new Unpublished(orders, ORDER_STATUSES),
    products: new ProductRepository(products),
    stock: new StockRepository(products),
    /** Undefined when there are no limits. */
    unpaid: limited ? new UnpaidRepository(unpaidModel(mongo)) : undefined,
    /** Broadcasts a new status; the message may be lost, the history is the truth. */
    async announce(orderId: string, { at, ...entry }: HistoryEntry): Promise<void> {
      try {
        await faults.around('order.publish', async () => {
          void broadcast(redis, CHANNELS.orders, { orderId, at: at.toISOString(), ...entry });
        });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        // what is announced has happened: a failure here must never look like a refusal of it to the caller
        throw new Error(`Order ${orderId} could not be announced.`, { cause: error });
      }
    },
  };
}

/** The dependencies of every use case. */
export type Shop = ReturnType<typeof createShop>;
