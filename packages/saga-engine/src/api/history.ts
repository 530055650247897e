import { seconds } from '@shop/common/time';
import type { SagaRecord } from '../core/journal.js';
import type { SagaChanges } from '../operations/saga-changes.js';

/** One change of a saga. */
export interface SagaStatus {
  readonly sagaId: string;
  /** The line's number in the journal: rises with each change. */
  readonly revision: number;
  /** The state after the last change; empty for earlier changes. */
  readonly state: string;
  /** The step that changed; empty for a change of the whole saga. */
  readonly step: string;
  /** The kind of the journal line. */
  readonly stepStatus: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** What watchers see of a saga: none of its data, so that many watchers cost little. */
export interface History {
  readonly id: string;
  readonly revision: number;
  readonly ended: boolean;
  readonly statuses: readonly SagaStatus[];
}

/** One status for each journal line, numbered by position. */
export const historyOf = ({ id, revision, journal, state, nextActionAt }: SagaRecord): History => ({
  id,
  revision,
  ended: nextActionAt === null,
  statuses: journal.map((entry, index) => ({
    sagaId: id,
    revision: index + 1,
    state: index === journal.length - 1 ? state : '',
    step: 'step' in entry ? entry.step : '',
    stepStatus: entry.type,
    atMs: entry.at,
  })),
});

/** The maximum age of a shared result, milliseconds. */
const SHARED_MS = seconds(1);

/**
 * Returns the result of `look`, which is shared by all callers within a second, until the saga has changed: a thousand watchers of one saga
 * cost one read at each change, and one a second while nothing changes.
 */
export function sharedLooks<Found>(
  look: (id: string) => Promise<Found>,
  changes: Pick<SagaChanges, 'next'>,
): (id: string) => Promise<Found> {
  const looks = new Map<string, Promise<Found>>();
  return (id) => {
    const held = looks.get(id);
    if (held) return held;
    const found = look(id);
    const forget = () => void (looks.get(id) === found && looks.delete(id));
    looks.set(id, found);
    void changes.next({ id, revision: -1 }, SHARED_MS).then(forget);
    found.catch(forget);
    return found;
  };
}
