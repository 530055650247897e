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

/** Lets the storm begin now. `run` keeps the keys of two runs apart. */
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
  const shopping = plans.map(async (plan) => {
    await at(plan.atMs);
    told.push(await shopFor(plan, customers[plan.customer]!, run));
  });
  const striking = faults.map(async ({ atMs, strike }) => {
    await at(atMs);
    going.struck += 1;
    going.last = inWords(strike);
    await carryOut(strike, shop);
  });
  return Object.assign(going, { over: Promise.all([...shopping, ...striking]).then(() => undefined) });
}
