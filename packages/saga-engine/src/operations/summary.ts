import { seconds } from '@shop/common/time';
import type { SagaHead, SagaRepository } from '../mongo/sagas.repository.js';
import { SAGA_STATES, type SagaState } from '../core/journal.js';
import type { DatedVersion, Registry, WaitingVersion } from '../core/registry.js';
import type { UnknownSagas } from './unknown-sagas.js';

/** The state of all sagas, for operators. */
export interface Summary {
  readonly at: number;
  readonly total: number;
  readonly byState: Readonly<Record<SagaState, number>>;
  readonly byType: readonly { readonly type: string; readonly total: number; readonly live: number }[];
  /** Live sagas whose type or version has no definition in the answering orchestrator. */
  readonly unknown: UnknownSagas['versions'];
  /** Live sagas whose journal has lines of a kind that it does not know. */
  readonly unknownEvents: readonly DatedVersion[];
  /** Versions that take no new sagas yet. */
  readonly waitingVersions: readonly WaitingVersion[];
  readonly oldestWaiting: SagaHead | null;
  readonly needsAttention: { readonly count: number; readonly oldest: SagaHead | null };
  /** Sagas whose next action was missed: no process works on them. */
  readonly overdue: { readonly count: number; readonly oldest: SagaHead | null };
}

/** How late a next action counts as missed; smaller delays come from the sweep's interval. */
const MISSED = seconds(2);

/** Counts of sagas by state and type, and the ones to look at first; each read is served by an index. */
export async function summary(
  sagas: SagaRepository,
  known: Registry,
  now: number,
  unknownOf: (live: readonly DatedVersion[]) => Promise<UnknownSagas>,
): Promise<Summary> {
  const missed = now - MISSED;
  const live = await sagas.countLiveVersions();
  const types = [...new Set([...known.all.map(({ name }) => name), ...live.map(({ type }) => type)])];
  const [unknown, counts, totals, overdueCount, oldestWaiting, neediest, mostOverdue] = await Promise.all([
    unknownOf(live),
    Promise.all(SAGA_STATES.map((state) => sagas.countInState(state))),
    Promise.all(types.map((type) => sagas.countOfType(type))),
    sagas.countOverdue(missed),
    sagas.findOldestInState('WAITING'),
    sagas.findOldestInState('NEEDS_ATTENTION'),
    sagas.findMostOverdue(missed),
  ]);
  const counted = SAGA_STATES.map((state, i) => [state, counts[i]!]);
  // by the contract's states: the compiler checks that the engine has no others
  const byState: Record<SagaState, number> = Object.fromEntries(counted) as Record<
    (typeof SAGA_STATES)[number],
    number
  >;
  const liveOf = (wanted: string) => live.reduce((sum, { type, count }) => (type === wanted ? sum + count : sum), 0);
  return {
    at: now,
    total: counts.reduce((sum, count) => sum + count, 0),
    byState,
    byType: types.map((type, i) => ({ type, total: totals[i]!, live: liveOf(type) })),
    unknown: unknown.versions,
    unknownEvents: unknown.events,
    waitingVersions: known.waiting?.() ?? [],
    oldestWaiting,
    needsAttention: { count: byState.NEEDS_ATTENTION, oldest: neediest },
    overdue: { count: overdueCount, oldest: mostOverdue },
  };
}
