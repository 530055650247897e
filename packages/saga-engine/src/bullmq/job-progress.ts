import { isEnded } from '../core/journal.js';
import type { SagaView, StepView } from '../core/view.js';

/**
 * The state of a saga as its job's progress, for dashboards. Ids and codes only. The subject of the saga is named by its kind, `bookingId`
 * for example, or `correlationId`.
 */
export interface JobProgress {
  readonly state: string;
  /** The next step; empty once the saga has ended. */
  readonly step: string;
  /** Why it began to compensate, a code. */
  readonly reason?: string;
  /** The reason for resting, and until when. */
  readonly waitsFor?: string;
  readonly waitsUntil?: string;
  /** The participant that has no place for the saga's next command. */
  readonly place?: string;
  /** When its wait, or its time limit up to the pivot, expires. */
  readonly deadline?: string;
  /** Completed steps of all; once it compensates, completed compensations of all that are to be done. */
  readonly done: number;
  readonly of: number;
  readonly counts: 'steps' | 'compensations';
  /** Percentage of steps, which dashboards draw as a green ring; absent once it compensates. */
  readonly progress?: number;
  readonly [about: `${string}Id`]: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** The progress of a saga; `place` names the participant that has no place for its next command. */
export function progressOf(saga: SagaView, place?: string): JobProgress {
  const { state, next, failure, waiting, deadline } = saga;
  const [done, of] = failure ? compensations(saga.steps) : steps(saga.steps);
  return {
    state,
    step: next ?? '',
    ...(failure ? { reason: failure.reason } : {}),
    ...(place ? { waitsFor: `a place at ${place}`, place } : {}),
    // an operator's text may name a person
    ...(waiting && !place
      ? { waitsFor: waiting.pause ? `pause ${waiting.pause}` : waiting.why, waitsUntil: iso(waiting.until) }
      : {}),
    ...(deadline === null ? {} : { deadline: iso(deadline) }),
    done,
    of,
    counts: failure ? 'compensations' : 'steps',
    ...(failure || of === 0 ? {} : { progress: Math.round((100 * done) / of) }),
    ...aboutOf(saga),
  };
}

const steps = (all: readonly StepView[]): [number, number] => [
  all.filter(({ status }) => status === 'done' || status === 'skipped').length,
  all.length,
];

function compensations(all: readonly StepView[]): [number, number] {
  const undos = all.flatMap(({ undo }) => undo ?? []);
  return [undos.filter(({ status }) => status === 'done').length, undos.length];
}

/** The name of a saga's job, as lists show it: the next step, or the outcome and its reason. */
export function jobNameOf({ type, state, next, failure }: SagaView): string {
  if (!isEnded(state)) return next ? `${type} ${next}` : type;
  return `${type} ${state}${failure ? ` ${failure.reason}` : ''}`;
}

/** The outcome of a saga, as its job's return value. */
export const outcomeOf = (saga: SagaView) => ({
  outcome: saga.state,
  ...(saga.failure ? { reason: saga.failure.reason, at: saga.failure.step } : {}),
  ...aboutOf(saga),
});

const aboutOf = ({ correlationKind: kind, correlationId }: SagaView) => ({
  [kind ? (`${kind}Id` as const) : 'correlationId']: correlationId,
});
