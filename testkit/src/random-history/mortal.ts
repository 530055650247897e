import type { Turns } from './turns.js';

const never = () => new Promise<never>(() => undefined);

/** A process that may die before and after each of its calls, which then are never answered. */
export class Mortal {
  readonly #turns: Turns;
  readonly #dies: () => boolean;
  #isDead = false;

  constructor(turns: Turns, dies: () => boolean) {
    this.#turns = turns;
    this.#dies = dies;
  }

  /** Does the work in its turn. */
  async does<T>(work: () => Promise<T>): Promise<T> {
    this.#isDead ||= this.#dies();
    if (this.#isDead) return never();
    const result = await this.#turns.take(work);
    this.#isDead ||= this.#dies();
    return this.#isDead ? never() : result;
  }
}
