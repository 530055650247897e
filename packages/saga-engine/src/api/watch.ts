import { pause, seconds } from '@shop/common/time';
import type { SagaChanges } from '../operations/saga-changes.js';
import type { SagaStatus } from './history.js';
import type { Sagas } from './sagas.js';

/** Resolves when a saga has changed. */
export type Watching = Pick<SagaChanges, 'next'>;

/** The journal is read again after this time at the latest, because a broadcast may be lost. */
const LOOK_EVERY_MS = seconds(5);

/**
 * Yields the saga's journal as numbered status changes, then each change as it comes, until the saga has ended or `signal` aborts. A
 * watcher that comes late or reconnects misses nothing.
 */
export async function* watchSaga(
  watching: Watching,
  sagas: Pick<Sagas, 'history'>,
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<SagaStatus> {
  let seen = after;
  let last = 0;
  while (!signal.aborted) {
    // held in memory while its reader is slow: contains none of the saga's data
    const { revision, ended, statuses } = await sagas.history(id);
    const news = ended ? undefined : watching.next({ id, revision }, LOOK_EVERY_MS);
    // a number beyond the last line is from before the journal was shortened: its last line is new to that watcher
    if (last === 0 && seen > statuses.length) seen = Math.max(0, statuses.length - 1);
    // repeated lines are merged into one: then the last line is the one that changed
    const repeated = last > 0 && revision > last && statuses.length <= seen;
    if (repeated) seen = statuses.length - 1;
    last = revision;
    for (const status of statuses) {
      if (status.revision <= seen) continue;
      seen = status.revision;
      yield status;
    }
    if (!news) return;
    await Promise.race([news, pause(LOOK_EVERY_MS, signal)]);
  }
}
