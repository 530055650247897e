import type { Failure, StepKind } from './definition.js';
import type { Phase, SagaRecord } from './journal.js';

export type StepStatus =
  | 'pending'
  | 'running'
  | 'waiting'
  | 'done'
  | 'skipped'
  | 'refused'
  | 'in-doubt'
  | 'expired'
  | 'cancelled'
  | 'undoing'
  | 'undone';

/** The state of a step's compensation: to be sent, sent without success so far, done, or left to the operator who resolved the saga. */
export interface UndoView {
  readonly status: 'pending' | 'failing' | 'done' | 'skipped';
  readonly attempts: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly error?: string;
}

export interface StepView {
  readonly name: string;
  readonly kind: StepKind;
  readonly status: StepStatus;
  /** Attempts of the command known to the journal; times are the command's as well. */
  readonly attempts: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** The last error, of the command or of its undo. */
  readonly error?: string;
  /** Present once the saga compensates, when there was something to undo. */
  readonly undo?: UndoView;
}

/** Who intervened, when, how and why. */
export interface AuditLine {
  readonly at: number;
  readonly by: string;
  readonly action: 'cancel' | 'compensate' | 'retry' | 'resolve' | 'force' | 'restart';
  readonly reason: string;
  /** The step that was forced or restarted, and its forced outcome; `confirmed`: although it might break conservation. */
  readonly step?: string;
  readonly phase?: Phase;
  readonly outcome?: 'done' | 'refused';
  readonly confirmed?: true;
  /** The bulk operation that this was part of. */
  readonly bulk?: string;
  /** How often, and when first (epoch ms), if it was requested repeatedly with the same text. */
  readonly count?: number;
  readonly since?: number;
}

/** A saga as operators and watchers see it. Times are epoch milliseconds. */
export interface SagaView extends Omit<SagaRecord, 'journal' | 'input' | 'shape' | 'fingerprint'> {
  /** The kind of its correlationId, such as `booking`; absent when its definition has none. */
  readonly correlationKind?: string;
  readonly steps: readonly StepView[];
  readonly failure?: Failure;
  /** Why it rests: a signal, the next attempt of a step, or an unreachable participant. */
  readonly waiting?: {
    readonly step: string;
    readonly why: string;
    readonly until: number;
    /** The operator's pause that holds it back. */
    readonly pause?: string;
  };
  readonly audit: readonly AuditLine[];
}
