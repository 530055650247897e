import { isMongoOutage } from '@shop/common/mongo/outage';
import { minutes, seconds } from '@shop/common/time';
import { backoff } from '../core/retry.js';

/** Sagas remembered at most; beyond that one may come back sooner than it would. */
const MOST = 10_000;
const FIRST_MS = 250;
/** Behind a database that is back no saga waits longer than this. */
const LONGEST_IN_OUTAGE_MS = seconds(2);
/** A journal that cannot be written, a definition that cannot be folded: it may stay so until the next release. */
const LONGEST_MS = minutes(10);

/** How often in a row this process failed to run each saga, most often because it could not reach the journal. */
export class FailedRuns {
  readonly #times = new Map<string, number>();

  /** How long the saga's job is to rest after one more failure, milliseconds: longer each time, and spread. */
  restOf(sagaId: string, error: unknown): number {
    const times = this.#times.get(sagaId) ?? 0;
    if (this.#times.size >= MOST) this.#times.clear();
    this.#times.set(sagaId, times + 1);
    const longest = isMongoOutage(error) ? LONGEST_IN_OUTAGE_MS : LONGEST_MS;
    return backoff({ first: FIRST_MS, max: longest }, times + 1, Math.random());
  }

  /** A run went well. */
  ran(sagaId: string): void {
    if (this.#times.size > 0) this.#times.delete(sagaId);
  }
}
