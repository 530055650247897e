import { setTimeout as pause } from 'node:timers/promises';
import type { Shop } from '../../support/shop.js';
import { shopFor, type Customer, type Told } from './customer.js';
import type { Plan } from './plans.js';
import { inWords, type Planned } from './schedule.js';
import { carryOut } from './strike.js';

/** Orders and faults, each at its time, and how far they are. */
export interface Storm {
  readonly told: readonly Told[];
  /** Faults so far. */
  readonly struck: number;
  /** The last fault, in words. */
  readonly last: string;
  /** Resolves when every customer has been answered or has given up, and every fault is over. */
  readonly over: Promise<void>;
}

/** Orders under way at once: who waits for an answer asks again and again, and thousands who do are a storm of their own. */
const AT_ONCE = 64;

/** Lets the storm begin now: each order at its time, or as soon as there is a place. `run` keeps the keys of two runs apart. */
export function storm(
  shop: Shop,
  run: string,
  customers: readonly Customer[],
  plans: readonly Plan[],
  faults: readonly Planned[],
): Storm {
  const began = Date.now();
  const at = (ms: number) => pause(Math.max(0, began + ms - Date.now()));
  const told: Told[] = [];
  const going = { told, struck: 0, last: '' };
  const waiting = plans.values();
  const shopping = Array.from({ length: AT_ONCE }, async () => {
    for (const plan of waiting) {
      await at(plan.atMs);
      told.push(await shopFor(plan, customers[plan.customer]!, run));
    }
  });
  const striking = faults.map(async ({ atMs, strike }) => {
    await at(atMs);
    going.struck += 1;
    going.last = inWords(strike);
    await carryOut(strike, shop);
  });
  return Object.assign(going, { over: Promise.all([...shopping, ...striking]).then(() => undefined) });
}
