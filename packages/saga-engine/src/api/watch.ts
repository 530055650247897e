import { pause, seconds } from '@shop/common/time';
import type { SagaChanges } from '../operations/saga-changes.js';
import type { SagaStatus } from './history.js';
import type { Sagas } from './sagas.js';

/** What resolves when a saga has changed. */
export type Watching = Pick<SagaChanges, 'next'>;

/** Somebody looks after so long at the latest: a broadcast may be lost. */
const LOOK_EVERY_MS = seconds(5);

/**
 * The saga's journal as status changes with their number, then each change as it comes, until the saga has ended or
 * `signal` aborts. A watcher that comes late or comes back misses nothing.
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
    // held while its reader is slow: of the saga's data there is nothing in it
    const { revision, ended, statuses } = await sagas.history(id);
    const news = ended ? undefined : watching.next({ id, revision }, LOOK_EVERY_MS);
    // a number that no line has was of a journal since made shorter: its last line is new to whoever names it
    if (last === 0 && seen > statuses.length) seen = Math.max(0, statuses.length - 1);
    // lines that only repeat each other become one: what changed then is the last one
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
