import { pause, seconds } from '@shop/common/time';
import type { SagaRecord } from '../core/journal.js';
import type { Settling } from '../operations/settle.js';
import type { Sagas } from './sagas.js';

/** Told when a saga has changed. */
export type Watching = Pick<Settling, 'next'>;

/** One change of a saga. */
export interface SagaStatus {
  readonly sagaId: string;
  /** The number of the line of the journal: rises with each change. */
  readonly revision: number;
  /** The state after the last change; empty for those before. */
  readonly state: string;
  /** The step that changed; empty for a change of the whole. */
  readonly step: string;
  /** What became of it: the kind of the line. */
  readonly stepStatus: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/**
 * The saga's journal as status changes with their number, then each change as it comes, until the saga has ended or
 * `signal` aborts. A watcher that comes late or comes back misses nothing.
 */
export async function* watchSaga(
  watching: Watching,
  sagas: Pick<Sagas, 'record'>,
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<SagaStatus> {
  let seen = after;
  let last = 0;
  while (!signal.aborted) {
    const record = await sagas.record(id);
    // a number that no line has was of a journal since made shorter: its last line is new to whoever names it
    if (last === 0 && seen > record.journal.length) seen = Math.max(0, record.journal.length - 1);
    // lines that only repeat each other become one: what changed then is the last one
    const repeated = last > 0 && record.revision > last && record.journal.length <= seen;
    if (repeated) seen = record.journal.length - 1;
    last = record.revision;
    for (const status of statusesOf(record)) {
      if (status.revision <= seen) continue;
      seen = status.revision;
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
