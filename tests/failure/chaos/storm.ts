import { setTimeout as pause } from 'node:timers/promises';
import { inWords, type Planned, type Strike } from './schedule.js';

/** Something that a customer does, so many milliseconds after the beginning. Never throws. */
export interface Errand<Told> {
  readonly atMs: number;
  carryOut(): Promise<Told>;
}

/** Errands and faults, each at its time, and how far they are. */
export interface Storm<Told> {
  readonly told: readonly Told[];
  /** Faults so far. */
  readonly struck: number;
  /** The last fault, in words. */
  readonly last: string;
  /** Resolves when every customer has been answered or has given up, and every fault is over. */
  readonly over: Promise<void>;
}

/** Errands under way at once: who waits for an answer asks again and again, and thousands who do are a storm of their own. */
const AT_ONCE = 64;

/** Lets the storm begin now: each errand at its time, or as soon as there is a place. */
export function storm<Told>(
  errands: readonly Errand<Told>[],
  faults: readonly Planned[],
  carryOut: (strike: Strike) => Promise<void>,
): Storm<Told> {
  const began = Date.now();
  const at = (ms: number) => pause(Math.max(0, began + ms - Date.now()));
  const told: Told[] = [];
  const going = { told, struck: 0, last: '' };
  const waiting = errands.values();
  const running = Array.from({ length: AT_ONCE }, async () => {
    for (const errand of waiting) {
      await at(errand.atMs);
      told.push(await errand.carryOut());
    }
  });
  const striking = faults.map(async ({ atMs, strike }) => {
    await at(atMs);
    going.struck += 1;
    going.last = inWords(strike);
    await carryOut(strike);
  });
  return Object.assign(going, { over: Promise.all([...running, ...striking]).then(() => undefined) });
}
