import { seconds } from '@shop/common/time';
import type { Model, QueryFilter } from 'mongoose';
import { liveVersions } from '../data/journal.js';
import type { SagaDocument } from '../data/saga.model.js';
import type { SagaState } from '../engine/journal.js';
import { unknownTo, type LiveVersion, type Registry } from '../engine/registry.js';

export const SAGA_STATES = [
  'RUNNING',
  'WAITING',
  'COMPENSATING',
  'NEEDS_ATTENTION',
  'COMPLETED',
  'COMPENSATED',
  'RESOLVED',
] as const satisfies readonly SagaState[];

/** One saga in a few words. Times are epoch milliseconds. */
export type SagaHead = Pick<SagaDocument, 'type' | 'correlationId' | 'state' | 'createdAt' | 'updatedAt'> & {
  readonly id: string;
  readonly nextActionAt: number | null;
};

/** How all the sagas stand, for whoever watches over them. */
export interface Summary {
  readonly at: number;
  readonly total: number;
  readonly byState: Readonly<Record<SagaState, number>>;
  readonly byType: readonly { readonly type: string; readonly total: number; readonly live: number }[];
  /** Live sagas whose type or version the orchestrator that answers has no definition of. */
  readonly unknown: readonly LiveVersion[];
  readonly oldestWaiting: SagaHead | null;
  readonly needsAttention: { readonly count: number; readonly oldest: SagaHead | null };
  /** Sagas whose next action was missed: nobody works on them. */
  readonly overdue: { readonly count: number; readonly oldest: SagaHead | null };
}

/** A next action this late was missed; less is the sweep's own rhythm. */
const MISSED = seconds(2);

const HEAD = { type: 1, correlationId: 1, state: 1, createdAt: 1, updatedAt: 1, nextActionAt: 1 } as const;
type Filter = QueryFilter<SagaDocument>;

/** Counts of sagas by state and type, and the ones to look at first; each read is served by an index. */
export async function summary(sagas: Model<SagaDocument>, known: Registry, now: number): Promise<Summary> {
  const first = async (filter: object, sort: Record<string, 1 | -1>): Promise<SagaHead | null> => {
    const found = await sagas
      .findOne(filter as Filter, HEAD)
      .sort(sort)
      .lean<SagaDocument>();
    if (!found) return null;
    const { _id, ...rest } = found;
    return { id: _id, ...rest };
  };
  const ofState = (state: SagaState) => ({ filter: { state }, sort: { createdAt: 1, _id: 1 } as const });
  const missed = { nextActionAt: { $type: 'number', $lte: now - MISSED } };
  const live = await liveVersions(sagas);
  const types = [...new Set([...known.all.map(({ name }) => name), ...live.map(({ type }) => type)])];
  const [waiting, attention] = [ofState('WAITING'), ofState('NEEDS_ATTENTION')];
  const [counts, totals, overdueCount, oldestWaiting, neediest, mostOverdue] = await Promise.all([
    Promise.all(SAGA_STATES.map((state) => sagas.countDocuments({ state } as Filter))),
    Promise.all(types.map((type) => sagas.countDocuments({ type } as Filter))),
    sagas.countDocuments(missed as Filter),
    first(waiting.filter, waiting.sort),
    first(attention.filter, attention.sort),
    first(missed, { nextActionAt: 1, _id: 1 }),
  ]);
  const byState = Object.fromEntries(SAGA_STATES.map((state, i) => [state, counts[i]!])) as Record<SagaState, number>;
  const liveOf = (wanted: string) => live.reduce((sum, { type, count }) => (type === wanted ? sum + count : sum), 0);
  return {
    at: now,
    total: counts.reduce((sum, count) => sum + count, 0),
    byState,
    byType: types.map((type, i) => ({ type, total: totals[i]!, live: liveOf(type) })),
    unknown: unknownTo(known, live),
    oldestWaiting,
    needsAttention: { count: byState.NEEDS_ATTENTION, oldest: neediest },
    overdue: { count: overdueCount, oldest: mostOverdue },
  };
}
