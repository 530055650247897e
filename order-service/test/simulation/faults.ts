import { unavailable } from '@shop/common/errors';
import { Mortal } from '@shop/testkit/random-history/mortal';
import { OldReads } from '@shop/testkit/random-history/old-reads';
import type { Turns } from '@shop/testkit/random-history/turns';
import type { Random } from '@shop/testkit/random';
import type { Shop } from '../../dist/use-cases/shop.js';
import { shopWith, type Around } from '../support/shop.js';

/** Reads that may be older than what was written, as after a change of MongoDB's primary. */
const MAY_BE_OLD = new Set(['orders.find', 'orders.findMany', 'stock.holdsOf']);

/** The faults of one history. After `over` everything works. */
export class Faults {
  over = false;
  readonly #turns: Turns;
  readonly #random: Random;
  readonly #strength: number;
  readonly #old: OldReads;

  constructor(turns: Turns, random: Random) {
    this.#turns = turns;
    this.#random = random;
    this.#strength = random.next() * 2;
    this.#old = new OldReads(random, () => this.#occurs(0.1));
  }

  /** The shop in a process that has just begun: it may die at each call, each call may fail, and reads may be old. */
  process(shop: Shop): Shop {
    const process = new Mortal(this.#turns, () => this.#occurs(0.01));
    const around: Around = (call, make, args) => {
      // it is no call of the store, and a lost announcement is allowed
      if (call === 'announce') return Promise.resolve();
      const work = MAY_BE_OLD.has(call) ? () => this.#old.read(call, args, make) : make;
      return process.does(() => this.#store(work));
    };
    const wrapped = shopWith(shop, around);
    const listed = (list: 'holding' | 'returning') => (before: Date) =>
      read(() => all<unknown>(shop.stock[list](before)));
    async function* read<T>(list: () => Promise<T[]>): AsyncGenerator<T> {
      yield* await process.does(list);
    }
    const stock = new Proxy(wrapped.stock, {
      get: (target, name) =>
        name === 'holding' || name === 'returning' ? listed(name) : (Reflect.get(target, name) as unknown),
    });
    return { ...wrapped, stock, unpaid: undefined };
  }

  #occurs(probability: number): boolean {
    return !this.over && this.#random.chance(probability * this.#strength);
  }

  async #store<T>(work: () => Promise<T>): Promise<T> {
    if (this.#occurs(0.02)) throw unavailable('The store is gone.');
    const result = await work();
    if (this.#occurs(0.02)) throw unavailable('The store is gone; it may have written.');
    return result;
  }
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}
