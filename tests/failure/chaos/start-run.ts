import { setTimeout as pause } from 'node:timers/promises';
import type { Shop } from '../../support/shop.js';
import { shopFor, type Customer, type CustomerRecord } from './customer.js';
import type { Plan } from './plans.js';
import { inWords, type Planned } from './schedule.js';
import { inject } from './inject.js';

/** A run of orders and faults, and its progress. */
export interface Run {
  readonly records: readonly CustomerRecord[];
  /** The number of faults so far. */
  readonly injected: number;
  /** The last fault, described. */
  readonly last: string;
  /** Resolves when every customer has an answer or has given up, and every fault is over. */
  readonly over: Promise<void>;
}

/** The most concurrent customers: they retry until they are answered, and thousands of them would overload the shop. */
const AT_ONCE = 64;

/** Starts the run: each order at its time, or as soon as fewer than `AT_ONCE` are in progress. `run` makes the keys of runs unique. */
export function startRun(
  shop: Shop,
  run: string,
  customers: readonly Customer[],
  plans: readonly Plan[],
  faults: readonly Planned[],
): Run {
  const began = Date.now();
  const at = (ms: number) => pause(Math.max(0, began + ms - Date.now()));
  const records: CustomerRecord[] = [];
  const going = { records, injected: 0, last: '' };
  const waiting = plans.values();
  const shopping = Array.from({ length: AT_ONCE }, async () => {
    for (const plan of waiting) {
      await at(plan.atMs);
      records.push(await shopFor(plan, customers[plan.customer]!, run));
    }
  });
  const injecting = faults.map(async ({ atMs, fault }) => {
    await at(atMs);
    going.injected += 1;
    going.last = inWords(fault);
    await inject(fault, shop);
  });
  return Object.assign(going, { over: Promise.all([...shopping, ...injecting]).then(() => undefined) });
}
