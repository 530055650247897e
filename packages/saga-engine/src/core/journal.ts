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

/** `do` is a step's command, `undo` its compensation. */
export type Phase = 'do' | 'undo';

/**
 * What one line of the journal stands for when the same thing happened again and again (see lines.ts). Lines of releases before
 * this have none of it, and stand for one each.
 */
interface Repeated {
  /** How often; 1 when absent. */
  readonly count?: number;
  /** When the first of them began; the line's `at` is that of the last. */
  readonly since?: number;
  /** How many of them came after the last time that somebody asked for a retry; all of them when absent. */
  readonly row?: number;
}

/**
 * `sent` is how many of the steps may have been sent when the saga began to compensate; there when a wait's `unless` was asked for it, so
 * that another `unless` in a later release changes nothing.
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
 * A wait or a step with `unless` was reached, and its functions were asked: it is left out, or it is not; a wait then ends at `until`
 * (epoch ms), or with so many different signals (`collect`).
 */
export type WaitDecision =
  | { readonly step: string; readonly passed: true }
  | { readonly step: string; readonly passed: false; readonly until?: number; readonly collect?: number };

/** What happened. `at` and every other time is epoch milliseconds. */
export type Event =
  | { type: 'done'; step: string; reply: unknown; startedAt: number; attempt: number }
  /** A definite no to an undoable step or the pivot. */
  | ({ type: 'refused'; step: string; reason: string; detail?: string; startedAt: number; attempt: number } & Turning)
  /** A definite no to a step that has another way, which is tried next. Releases before leave a saga with such a line alone. */
  | { type: 'way-refused'; step: string; reason: string; detail?: string; startedAt: number; attempt: number }
  /** Retries of such a step spent: it is undone, and then the other way is tried. */
  | { type: 'way-in-doubt'; step: string }
  /** A wait behind the pivot ran out: the saga goes on without the signal, or asks for somebody and keeps waiting. */
  | { type: 'ran-out'; step: string }
  /**
   * An attempt without a usable answer, or several after one another. `refused` marks a definite no to something that may not give
   * up. `attempt`, `error` and the times are those of the last.
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
      /** The last definite no among the attempts that the line stands for, when attempts without an answer came after it. */
      refusal?: string;
    } & Repeated)
  /**
   * The participant cannot be reached just now (open breaker), or an operator's `pause` (its id) holds it back: uses no attempt.
   */
  | ({ type: 'parked'; step: string; phase: Phase; until: number; why: string; pause?: string } & Repeated)
  /** The pause that held it back is over. */
  | ({ type: 'resumed'; step: string; phase: Phase } & Repeated)
  /** Retries spent before the pivot: the outcome is in doubt. */
  | ({ type: 'gave-up'; step: string } & Turning)
  | { type: 'undone'; step: string; startedAt: number; attempt: number }
  /** `id` is the sender's name for it; signals stored before there were ids have none. */
  | { type: 'signalled'; signal: string; payload: unknown; id?: string }
  /** A wait was decided that no other line brought about: the saga begins with it, or its functions threw at first. */
  | ({ type: 'decided' } & WaitDecision)
  /** A wait, or the saga's time up to its pivot, ran out while it stood at `step`. */
  | ({ type: 'expired'; step: string; of: 'wait' | 'saga'; reason: string } & Turning)
  /** `again`: the saga had been resolved by hand and is taken up again; whatever rests is tried at once. */
  | ({ type: 'cancel-requested'; by: string; reason: string; detail?: string; again?: true } & Turning & Repeated)
  | ({ type: 'compensate-requested' } & Asked & Turning & Repeated)
  | ({ type: 'retry-requested' } & Asked & Repeated)
  | ({ type: 'resolved' } & Asked & Repeated)
  /**
   * An operator says what came of a step or of its undo. `known`: nothing of it can have happened, by this journal. `confirmed`: it
   * might break conservation, and the operator insisted.
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
  /** An operator has the saga carry on from this step, or from this undo, with fresh attempts. */
  | ({ type: 'restarted'; step: string; phase: Phase } & Asked)
  | { type: 'followed-up'; saga: string; id: string };

/** One line of the journal. Lines are added; what is repeated at its end becomes one line. */
export type Entry = Event & {
  at: number;
  /**
   * The waits, and steps with `unless`, that the saga reached with this, as they were decided then. Lines of older releases have none; their waits are decided
   * whenever the journal is folded.
   */
  waits?: readonly WaitDecision[];
};

/** One saga as stored, one document. `revision` counts appends; the journal is the truth, the rest is derived from it. */
export interface SagaRecord {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** What the saga is about; a follow-up saga carries that of the saga it follows. */
  readonly correlationId: string;
  readonly input: unknown;
  readonly revision: number;
  readonly state: SagaState;
  readonly journal: readonly Entry[];
  /** What is next: a step, `undo <step>` or `follow-up`; empty when nothing is. Sagas stored before this was have none. */
  readonly next?: string;
  /** The operator's pause that holds it back; absent or null when none does. */
  readonly paused?: string | null;
  /** Epoch milliseconds by which someone must look at it again; null only when nothing is left to do. */
  readonly nextActionAt: number | null;
  /** Epoch milliseconds at which the wait, or the time up to the pivot, runs out. */
  readonly deadline: number | null;
  /** Its steps as they were defined when it began; sagas stored before this was have none. */
  readonly shape?: Shape;
  /** Of the definition that it began with; sagas stored before this was have none. */
  readonly fingerprint?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What an append sets beside the entries, in the same atomic update (which also adds one to the revision). */
export type Summary = Pick<SagaRecord, 'state' | 'next' | 'paused' | 'nextActionAt' | 'deadline' | 'updatedAt'>;
