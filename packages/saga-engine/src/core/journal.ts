import type { Shape } from './shape.js';

export const SAGA_STATES = [
  'RUNNING',
  'WAITING',
  'COMPENSATING',
  'NEEDS_ATTENTION',
  'COMPLETED',
  'COMPENSATED',
  'RESOLVED',
] as const;
export type SagaState = (typeof SAGA_STATES)[number];

/** The states of a saga whose own steps have ended. */
export const ENDED_STATES = ['COMPLETED', 'COMPENSATED', 'RESOLVED'] as const satisfies readonly SagaState[];
export type EndedState = (typeof ENDED_STATES)[number];

/** Whether a saga in this state does nothing more. */
export const isEnded = (state: SagaState): state is EndedState =>
  (ENDED_STATES as readonly SagaState[]).includes(state);

/** `do` is a step's command, `undo` its compensation. */
export type Phase = 'do' | 'undo';

/**
 * The counts of a line that stands for several repetitions of the same event (see lines.ts). Lines of earlier releases have none of these
 * fields and stand for one event each.
 */
interface Repeated {
  /** The number of repetitions; 1 when absent. */
  readonly count?: number;
  /** When the first of them began; the line's `at` is that of the last. */
  readonly since?: number;
  /** How many of them came after the last requested retry; all of them when absent. */
  readonly row?: number;
}

/**
 * `sent` is how many of the steps may have been sent when the saga began to compensate, or was restarted from an earlier step, so that a
 * later release undoes the same, however it computes this. Earlier releases stored it only when they had called a wait's `unless`.
 */
interface Turning {
  readonly sent?: number;
}

/** Who intervened and why; `bulk` is the bulk operation that this was part of. */
interface Asked {
  readonly by: string;
  readonly reason: string;
  readonly bulk?: string;
}

/**
 * A wait or a step with `unless` was reached, and its functions were called: it is left out, or it is not; a wait then ends at `until`
 * (epoch ms), or after this number of different signals (`collect`).
 */
export type WaitDecision =
  | { readonly step: string; readonly passed: true }
  | { readonly step: string; readonly passed: false; readonly until?: number; readonly collect?: number };

/** The event. `at` and every other time is epoch milliseconds. */
export type Event =
  | { type: 'done'; step: string; reply: unknown; startedAt: number; attempt: number }
  /** A refusal of an undoable step or the pivot. */
  | ({ type: 'refused'; step: string; reason: string; detail?: string; startedAt: number; attempt: number } & Turning)
  /** A refusal of a step that has another way, which is tried next. Earlier releases do not run a saga with such a line. */
  | { type: 'way-refused'; step: string; reason: string; detail?: string; startedAt: number; attempt: number }
  /** The retries of such a step are exhausted: it is undone, and then the other way is tried. */
  | { type: 'way-in-doubt'; step: string }
  /** A wait after the pivot expired: the saga goes on without the signal, or needs attention and keeps waiting. */
  | { type: 'ran-out'; step: string }
  /**
   * One or more successive attempts without a usable answer. `refused` marks a refusal of a step that must not give up. `attempt`, `error`
   * and the times are those of the last.
   */
  | ({
      type: 'failed';
      step: string;
      phase: Phase;
      attempt: number;
      error: string;
      startedAt: number;
      retryAt: number;
      refused?: boolean;
      /** The last refusal among the attempts of this line, when attempts without an answer came after it. */
      refusal?: string;
    } & Repeated)
  /** The participant is unreachable (open breaker), or an operator's `pause` (its id) holds the saga back: uses no attempt. */
  | ({ type: 'parked'; step: string; phase: Phase; until: number; why: string; pause?: string } & Repeated)
  /** The pause that held it back is over. */
  | ({ type: 'resumed'; step: string; phase: Phase } & Repeated)
  /** The retries before the pivot are exhausted: the outcome is in doubt. */
  | ({ type: 'gave-up'; step: string } & Turning)
  | { type: 'undone'; step: string; startedAt: number; attempt: number }
  /** `id` is the sender's id of the signal; signals stored by releases without ids have none. */
  | { type: 'signalled'; signal: string; payload: unknown; id?: string }
  /** A decision about a wait without another line that caused it: the saga begins with the wait, or its functions threw at first. */
  | ({ type: 'decided' } & WaitDecision)
  /** A wait, or the saga's time limit up to its pivot, expired while the saga was at `step`. */
  | ({ type: 'expired'; step: string; of: 'wait' | 'saga'; reason: string } & Turning)
  /** `again`: the saga had been resolved by hand and is reopened; everything that rests is tried at once. */
  | ({ type: 'cancel-requested'; by: string; reason: string; detail?: string; again?: true } & Turning & Repeated)
  | ({ type: 'compensate-requested' } & Asked & Turning & Repeated)
  | ({ type: 'retry-requested' } & Asked & Repeated)
  | ({ type: 'resolved' } & Asked & Repeated)
  /**
   * An operator forces the outcome of a step or of its undo. `known`: according to this journal it cannot have taken effect. `confirmed`:
   * it might break conservation, and the operator confirmed it.
   */
  | ({
      type: 'forced';
      step: string;
      phase: Phase;
      outcome: 'done' | 'refused';
      reply?: unknown;
      known?: true;
      confirmed?: true;
    } & Asked &
      Turning)
  /** An operator has the saga continue from this step, or from this undo, with fresh attempts. */
  | ({ type: 'restarted'; step: string; phase: Phase } & Asked & Turning)
  | { type: 'followed-up'; saga: string; id: string };

/** One line of the journal. Lines are added; repetitions at the end are merged into one line. */
export type Entry = Event & {
  at: number;
  /**
   * The decisions about the waits, and steps with `unless`, that the saga reached with this entry. Lines of older releases have none; their
   * waits are decided whenever the journal is folded.
   */
  waits?: readonly WaitDecision[];
  /**
   * Names of steps that were reached after this entry and could not be decided, because a function of the definition threw: a later entry
   * decides, and nobody who folds the journal. Earlier releases did not write it.
   */
  undecided?: readonly string[];
};

/** One saga as stored, one document. `revision` counts appends; the journal is the truth, the rest is derived from it. */
export interface SagaRecord {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** The subject of the saga; a follow-up saga has that of the saga it follows. */
  readonly correlationId: string;
  readonly input: unknown;
  readonly revision: number;
  readonly state: SagaState;
  readonly journal: readonly Entry[];
  /** The next action: a step, `undo <step>` or `follow-up`; empty when there is none. Absent from sagas of earlier releases. */
  readonly next?: string;
  /** The operator's pause that holds it back; absent or null when none does. */
  readonly paused?: string | null;
  /** Epoch milliseconds by which the saga must be checked again; null only when nothing is left to do. */
  readonly nextActionAt: number | null;
  /** Epoch milliseconds at which the wait, or the time limit up to the pivot, expires. */
  readonly deadline: number | null;
  /** Its steps as defined when it began; absent from sagas of earlier releases. */
  readonly shape?: Shape;
  /** The fingerprint of the definition that it began with; absent from sagas of earlier releases. */
  readonly fingerprint?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The fields that an append sets together with the entries, in the same atomic update (which also increments the revision). */
export type Summary = Pick<SagaRecord, 'state' | 'next' | 'paused' | 'nextActionAt' | 'deadline' | 'updatedAt'>;
