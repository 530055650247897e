import { seconds } from '@shop/common/time';

/** Sagas remembered at most; beyond that one may come back sooner than it would. */
const MOST = 10_000;
const FIRST_MS = 100;
const LONGEST_MS = seconds(60);

/**
 * Sagas that this process took up and could not run. The job of each rests for a while, which doubles up to a minute, so that a process
 * that knows the saga takes it, and so that one which nobody knows costs next to nothing.
 */
export class HandedBack {
  readonly #times = new Map<string, number>();

  /** How many there are. */
  get size(): number {
    return this.#times.size;
  }

  /** How long the saga's job is to rest now, milliseconds. Spread, so that two processes do not pass it to each other. */
  restOf(sagaId: string): number {
    const times = this.#times.get(sagaId) ?? 0;
    if (this.#times.size >= MOST) this.#times.clear();
    this.#times.set(sagaId, times + 1);
    return Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(times, 20)) * (0.5 + Math.random() / 2));
  }

  /** This process has run it. */
  ran(sagaId: string): void {
    if (this.#times.size > 0) this.#times.delete(sagaId);
  }
}
