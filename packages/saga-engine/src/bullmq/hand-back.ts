import { seconds } from '@shop/common/time';
import { backoff } from '../core/retry.js';

/** Maximum sagas remembered; beyond that some are retried sooner than they would be. */
const MOST = 10_000;
const FIRST_MS = 100;
/** The longest rest while a process that knows the saga is up, which only has to take the job once. */
const LONGEST_BESIDE_MS = 400;
const LONGEST_ALONE_MS = seconds(60);

/**
 * Sagas that this process took up and could not run. The job of each rests for a while, so that a process that knows the saga takes it.
 * While there is none, the rest doubles up to a minute, so that such a saga costs next to nothing.
 */
export class HandedBack {
  readonly #times = new Map<string, number>();

  /** The number of these sagas. */
  get size(): number {
    return this.#times.size;
  }

  /**
   * The rest of the saga's job, milliseconds; `elsewhere`: a process that is up knows the saga. With jitter, so that two processes do not
   * keep passing the job to each other.
   */
  restOf(sagaId: string, elsewhere: boolean): number {
    const times = this.#times.get(sagaId) ?? 0;
    if (this.#times.size >= MOST) this.#times.clear();
    this.#times.set(sagaId, times + 1);
    const longest = elsewhere ? LONGEST_BESIDE_MS : LONGEST_ALONE_MS;
    return backoff({ first: FIRST_MS, max: longest }, times + 1, Math.random());
  }

  /** Forgets a saga that this process has run. */
  ran(sagaId: string): void {
    if (this.#times.size > 0) this.#times.delete(sagaId);
  }
}
