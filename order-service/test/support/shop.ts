import { Faults } from '@shop/common/faults';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { connectRedis, redisReady } from '@shop/common/redis/connection';
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { startRedis } from '@shop/testkit/redis';
import { startStore } from '@shop/testkit/store';
import type { Product } from '../../dist/data/product.model.js';
import { createShop } from '../../dist/data/shop.js';
import type { HistoryEntry, Order } from '../../dist/domain/order.js';
import { emptyProduct } from '../../dist/use-cases/add-product.js';
import type { Shop } from '../../dist/use-cases/shop.js';

/** The dependencies of the use cases with a real store and Redis, without HTTP and gRPC. */
export async function openShop() {
  const store = await startStore();
  const redisServer = await startRedis();
  const redis = connectRedis(redisServer.url, { logger: silentLogger() });
  await redisReady(redis);
  const mongo = await connectMongo(store.uri('orders'), { logger: silentLogger() });
  const real = createShop(mongo, redis, new Faults(false));
  await ensureIndexes(mongo);
  const announced: (Pick<HistoryEntry, 'seq' | 'status'> & { orderId: string })[] = [];
  const shop: Shop = {
    ...real,
    announce: async (orderId, entry) => {
      announced.push({ orderId, seq: entry.seq, status: entry.status });
      await real.announce(orderId, entry);
    },
  };
  return {
    shop,
    mongo,
    announced,
    /** Adds a product with this many pieces in stock. */
    product: (id: string, stock: number, priceMinor = 100) =>
      shop.products.insert({
        ...emptyProduct({ _id: id, name: `The ${id}`, priceMinor, currency: 'USD' }),
        available: stock,
        stocked: stock,
      }),
    counts: async (id: string): Promise<[number, number, number]> => {
      const { available, reserved, sold } = (await shop.products.find(id))!;
      return [available, reserved, sold];
    },
    order: async (id: string): Promise<Order> => (await shop.orders.find(id))!,
    async stop() {
      await mongo.close();
      redis.disconnect();
      await redisServer.stop();
      await store.stop();
    },
  };
}
export type OpenShop = Awaited<ReturnType<typeof openShop>>;

/** Fails unless the counters of every product are non-negative, add up to `stocked`, and match its holds. */
export async function expectConserved(mongo: Connection): Promise<void> {
  for (const product of await mongo.model<Product>('Product').find({}).lean<Product[]>()) expectAddsUp(product);
}

/** As expectConserved, for one product as read at one moment. */
export function expectAddsUp({ _id, available, reserved, sold, stocked, holds }: Product): void {
  const held = holds.reduce((sum, { quantity }) => sum + quantity, 0);
  expect([available >= 0, reserved >= 0, sold >= 0], `${_id}: no counter is negative`).to.deep.equal([
    true,
    true,
    true,
  ]);
  expect(available + reserved + sold, `${_id}: the counters add up to stocked`).to.equal(stocked);
  expect(held, `${_id}: the holds add up to reserved`).to.equal(reserved);
  expect(new Set(holds.map(({ orderId }) => orderId)).size, `${_id}: one hold for each order`).to.equal(holds.length);
}

const WRITES = new Set(['insert', 'write', 'take', 'grow', 'shrink', 'sell', 'unsell', 'shelve', 'edit', 'announce']);

/** Thrown in place of every write after the simulated death of a process. */
export class Died extends Error {}

/** What is done around a call, named like `orders.find`, with these arguments. */
export type Around = (call: string, make: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>;

/** The same shop with `around` around each call of a repository, and each `announce`. */
export function shopWith(shop: Shop, around: Around): Shop {
  const wrap = <T extends object>(part: T, prefix: string): T =>
    new Proxy(part, {
      get(target, name) {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => around(`${prefix}${String(name)}`, async () => member.apply(target, args), args);
      },
    });
  const { orders, products, stock } = shop;
  return {
    ...shop,
    announce: wrap(shop, '').announce,
    orders: wrap(orders, 'orders.'),
    products: wrap(products, 'products.'),
    stock: wrap(stock, 'stock.'),
  };
}

/**
 * The same shop in a process that dies right before or after its `at`-th write, counted from 1. Nothing happens after
 * that. `onWrite` runs after each write that happened.
 */
export function dyingShop(shop: Shop, at: number, side: 'before' | 'after', onWrite: () => Promise<void>): Shop {
  let writes = 0;
  let dead = false;
  return shopWith(shop, async (call, make) => {
    if (dead) throw new Died();
    const isWrite = WRITES.has(call.split('.').at(-1)!);
    const counted = isWrite && ++writes === at;
    if (counted && side === 'before') dead = true;
    if (dead) throw new Died();
    const result = await make();
    if (isWrite) await onWrite();
    if (counted) dead = true;
    if (dead) throw new Died();
    return result;
  });
}
