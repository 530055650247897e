import type { Faults } from '@shop/testkit/random-history/faults';
import type { Shop } from '../../dist/use-cases/shop.js';
import { shopWith, type Around } from '../support/shop.js';

/** Reads that may be older than what was written, as after a change of MongoDB's primary. */
const MAY_BE_OLD = new Set(['orders.find', 'orders.findMany', 'stock.holdsOf']);

/** The shop in a process that has just begun: it may die at each call, each call may fail, and reads may be old. */
export function failingShop(shop: Shop, faults: Faults): Shop {
  const process = faults.process();
  const around: Around = (call, make, args) => {
    // it is no call of the store, and a lost announcement is allowed
    if (call === 'announce') return Promise.resolve();
    const work = MAY_BE_OLD.has(call) ? () => faults.old.read(call, args, make) : make;
    return process.does(() => faults.store(0.02, work));
  };
  const wrapped = shopWith(shop, around);
  const listed = (list: 'holding' | 'returning') =>
    async function* (before: Date): AsyncGenerator<unknown> {
      yield* await process.does(() => all<unknown>(shop.stock[list](before)));
    };
  const stock = new Proxy(wrapped.stock, {
    get: (target, name) =>
      name === 'holding' || name === 'returning' ? listed(name) : (Reflect.get(target, name) as unknown),
  });
  return { ...wrapped, stock, unpaid: undefined };
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}
