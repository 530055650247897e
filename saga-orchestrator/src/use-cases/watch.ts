import { pause, seconds } from '@shop/common/time';
import type { SagaStatus } from '@shop/protos/generated/shop/v1/SagaStatus';
import type { SagaRecord } from '@shop/saga-engine/core/journal';
import type { Settling } from '@shop/saga-engine/operations/settle';
import type { Sagas } from './sagas.js';

/** Told when a saga has changed. */
export type Watching = Pick<Settling, 'next'>;

/**
 * The saga's journal as status changes with their number, then each change as it comes, until the saga has ended or
 * `signal` aborts. A watcher that comes late or comes back misses nothing.
 */
export async function* watchSaga(
  watching: Watching,
  sagas: Sagas,
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<SagaStatus> {
  let seen = after;
  let last = 0;
  while (!signal.aborted) {
    const record = await sagas.record(id);
    // lines that only repeat each other become one: what changed then is the last one
    const repeated = last > 0 && record.revision > last && record.journal.length <= seen;
    if (repeated) seen = record.journal.length - 1;
    last = record.revision;
    for (const status of statusesOf(record)) {
      if ((status.revision ?? 0) <= seen) continue;
      seen = status.revision ?? seen;
      yield status;
    }
    if (record.nextActionAt === null) return;
    await Promise.race([watching.next(record, seconds(5)), pause(seconds(5), signal)]);
  }
}

/** One status a line of the journal, numbered by its place. */
function statusesOf({ id, journal, state }: SagaRecord): SagaStatus[] {
  return journal.map((entry, index) => ({
    sagaId: id,
    revision: index + 1,
    state: index === journal.length - 1 ? state : '',
    step: 'step' in entry ? entry.step : '',
    stepStatus: entry.type,
    atMs: entry.at,
  }));
}
