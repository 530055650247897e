import { unavailable } from '@shop/common/errors';
import type { Random } from '../random.js';
import { Mortal } from './mortal.js';
import { OldReads } from './old-reads.js';
import type { Turns } from './turns.js';

/** The faults of one history, as frequent as its seed says. After `over` everything works. */
export class Faults {
  over = false;
  /** What was read earlier, which a read may show again. */
  readonly old: OldReads;
  readonly turns: Turns;
  readonly random: Random;
  readonly #strength: number;

  constructor(turns: Turns, random: Random) {
    this.turns = turns;
    this.random = random;
    this.#strength = random.next() * 2;
    this.old = new OldReads(random, () => this.occurs(0.1));
  }

  /** Whether a fault occurs now that occurs with this probability in an average history. */
  occurs(probability: number): boolean {
    return !this.over && this.random.chance(probability * this.#strength);
  }

  /** A process that has just begun. */
  process(): Mortal {
    return new Mortal(this.turns, () => this.occurs(0.01));
  }

  /** A call of the store, which may fail before or after its effect, each with this probability. */
  async store<T>(probability: number, work: () => Promise<T>): Promise<T> {
    if (this.occurs(probability)) throw unavailable('The store is gone.');
    const result = await work();
    if (this.occurs(probability)) throw unavailable('The store is gone; it may have written.');
    return result;
  }
}
