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

/** How a step's compensation stands: to be sent, sent without success so far, done, or left to whoever resolved the saga. */
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
  /** What went wrong last, in the command or in its undo. */
  readonly error?: string;
  /** There once the saga compensates, when there was something to undo. */
  readonly undo?: UndoView;
}

/** Who intervened, when, how and why. */
export interface AuditLine {
  readonly at: number;
  readonly by: string;
  readonly action: 'cancel' | 'compensate' | 'retry' | 'resolve' | 'force' | 'restart';
  readonly reason: string;
  /** What was forced or restarted, and as what it was forced; `confirmed` although it might break conservation. */
  readonly step?: string;
  readonly phase?: Phase;
  readonly outcome?: 'done' | 'refused';
  readonly confirmed?: true;
  /** The bulk operation that this was part of. */
  readonly bulk?: string;
  /** How often, and when first (epoch ms), if it was asked for again and again in the same words. */
  readonly count?: number;
  readonly since?: number;
}

/** A saga as operators and watchers see it. Times are epoch milliseconds. */
export interface SagaView extends Omit<SagaRecord, 'journal' | 'input' | 'shape' | 'fingerprint'> {
  /** What its correlationId names, such as `booking`; absent when its definition does not say. */
  readonly correlationKind?: string;
  readonly steps: readonly StepView[];
  readonly failure?: Failure;
  /** What it rests for: a signal, the next attempt of a step, or a participant that cannot be reached. */
  readonly waiting?: {
    readonly step: string;
    readonly why: string;
    readonly until: number;
    /** The operator's pause that holds it back. */
    readonly pause?: string;
  };
  readonly audit: readonly AuditLine[];
}
