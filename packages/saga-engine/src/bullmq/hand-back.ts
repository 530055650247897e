import { seconds } from '@shop/common/time';
import { backoff } from '../core/retry.js';

/** Sagas remembered at most; beyond that one may come back sooner than it would. */
const MOST = 10_000;
const FIRST_MS = 100;
/** While a process that knows the saga is up: it has only to be faster once. */
const LONGEST_BESIDE_MS = 400;
const LONGEST_ALONE_MS = seconds(60);

/**
 * Sagas that this process took up and could not run. The job of each rests for a while, so that a process that knows the saga takes it.
 * As long as there is none, the rest doubles up to a minute, so that a saga which nobody knows costs next to nothing.
 */
export class HandedBack {
  readonly #times = new Map<string, number>();

  /** How many there are. */
  get size(): number {
    return this.#times.size;
  }

  /**
   * How long the saga's job is to rest now, milliseconds; `elsewhere`: a process that is up knows it. Spread, so that two processes do
   * not pass it to each other.
   */
  restOf(sagaId: string, elsewhere: boolean): number {
    const times = this.#times.get(sagaId) ?? 0;
    if (this.#times.size >= MOST) this.#times.clear();
    this.#times.set(sagaId, times + 1);
    const longest = elsewhere ? LONGEST_BESIDE_MS : LONGEST_ALONE_MS;
    return backoff({ first: FIRST_MS, max: longest }, times + 1, Math.random());
  }

  /** This process has run it. */
  ran(sagaId: string): void {
    if (this.#times.size > 0) this.#times.delete(sagaId);
  }
}
