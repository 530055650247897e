import { isMongoOutage } from '@shop/common/mongo/outage';
import { minutes, seconds } from '@shop/common/time';
import { backoff } from '../core/retry.js';

/** Maximum sagas remembered; beyond that some are retried sooner than they would be. */
const MOST = 10_000;
const FIRST_MS = 250;
/** The longest rest after the database was unreachable. */
const LONGEST_IN_OUTAGE_MS = seconds(2);
/** The longest rest for a journal that cannot be written or a definition that cannot be folded, which may last until the next release. */
const LONGEST_MS = minutes(10);

/** How often in a row this process failed to run each saga, most often because the journal was unreachable. */
export class FailedRuns {
  readonly #times = new Map<string, number>();

  /** The rest of the saga's job after one more failure, milliseconds: grows with each failure, with jitter. */
  restOf(sagaId: string, error: unknown): number {
    const times = this.#times.get(sagaId) ?? 0;
    if (this.#times.size >= MOST) this.#times.clear();
    this.#times.set(sagaId, times + 1);
    const longest = isMongoOutage(error) ? LONGEST_IN_OUTAGE_MS : LONGEST_MS;
    return backoff({ first: FIRST_MS, max: longest }, times + 1, Math.random());
  }

  /** Resets the count after a successful run. */
  ran(sagaId: string): void {
    if (this.#times.size > 0) this.#times.delete(sagaId);
  }
}
