import type { Random } from '../random.js';

/** How many earlier answers of a call are kept. */
const KEPT = 5;

/** Reads that may be older than what was written, as after a change of MongoDB's primary. */
export class OldReads {
  readonly #random: Random;
  readonly #isOld: () => boolean;
  readonly #earlier = new Map<string, unknown[]>();

  constructor(random: Random, isOld: () => boolean) {
    this.#random = random;
    this.#isOld = isOld;
  }

  /** What `read` resolves with, or one of its earlier answers to the same arguments. */
  async read(call: string, args: readonly unknown[], read: () => Promise<unknown>): Promise<unknown> {
    const what = `${call} ${JSON.stringify(args)}`;
    const earlier = this.#earlier.get(what) ?? [];
    if (earlier.length > 0 && this.#isOld()) return structuredClone(this.#random.pick(earlier));
    const now = await read();
    this.#earlier.set(what, [...earlier.slice(1 - KEPT), structuredClone(now)]);
    return now;
  }
}
