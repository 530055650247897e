import { setImmediate as eventLoop } from 'node:timers/promises';
import type { Random } from '../random.js';

/**
 * Lets calls of several processes take effect one at a time, in an order that a seed decides: each waits for its turn, and the next one
 * begins when its effect is there. So a history can be repeated, though store and provider are real.
 */
export class Turns {
  readonly #random: Random;
  readonly #waiting: (() => Promise<unknown>)[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Does the work when its turn comes. */
  take<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => work().then(resolve, reject));
    });
  }

  /** Waits for this many turns of its own. */
  async pass(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await this.take(() => Promise.resolve());
  }

  /** Gives turns until `work` has ended; rejects as it does. */
  async until(work: Promise<unknown>): Promise<void> {
    let ended = false;
    const watched = work.finally(() => (ended = true));
    watched.catch(() => undefined);
    for (;;) {
      await eventLoop();
      if (ended) return void (await watched);
      const next = this.#waiting.splice(this.#random.between(0, this.#waiting.length - 1), 1)[0];
      if (!next) throw new Error('Everybody waits for somebody else.');
      await next();
    }
  }
}
