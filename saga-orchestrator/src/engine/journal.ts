export type SagaState =
  'RUNNING' | 'WAITING' | 'COMPENSATING' | 'COMPLETED' | 'COMPENSATED' | 'NEEDS_ATTENTION' | 'RESOLVED';

/** `do` is a step's command, `undo` its compensation. */
export type Phase = 'do' | 'undo';

/** What happened. `at` and every other time is epoch milliseconds. */
export type Event =
  | { type: 'done'; step: string; reply: unknown; startedAt: number; attempt: number }
  /** A definite no to an undoable step or the pivot. */
  | { type: 'refused'; step: string; reason: string; detail?: string; startedAt: number; attempt: number }
  /** One attempt without a usable answer. `refused` marks a definite no to something that may not give up. */
  | {
      type: 'failed';
      step: string;
      phase: Phase;
      attempt: number;
      error: string;
      startedAt: number;
      retryAt: number;
      refused?: boolean;
    }
  /** The participant cannot be reached just now (open breaker): uses no attempt. */
  | { type: 'parked'; step: string; phase: Phase; until: number; why: string }
  /** Retries spent before the pivot: the outcome is in doubt. */
  | { type: 'gave-up'; step: string }
  | { type: 'undone'; step: string; startedAt: number; attempt: number }
  /** `id` is the sender's name for it; signals stored before there were ids have none. */
  | { type: 'signalled'; signal: string; payload: unknown; id?: string }
  /** A wait, or the saga's time up to its pivot, ran out while it stood at `step`. */
  | { type: 'expired'; step: string; of: 'wait' | 'saga'; reason: string }
  | { type: 'cancel-requested'; by: string; reason: string; detail?: string }
  | { type: 'compensate-requested'; by: string; reason: string }
  | { type: 'retry-requested'; by: string; reason: string }
  | { type: 'resolved'; by: string; reason: string }
  | { type: 'followed-up'; saga: string; id: string };

/** One line of the journal. Lines are only ever added. */
export type Entry = Event & { at: number };

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
  /** Epoch milliseconds by which someone must look at it again; null only when nothing is left to do. */
  readonly nextActionAt: number | null;
  /** Epoch milliseconds at which the wait, or the time up to the pivot, runs out. */
  readonly deadline: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What an append sets beside the entries, in the same atomic update (which also adds one to the revision). */
export type Summary = Pick<SagaRecord, 'state' | 'next' | 'nextActionAt' | 'deadline' | 'updatedAt'>;
