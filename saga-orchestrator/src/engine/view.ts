import type { Failure, StepKind } from './definition.js';
import type { SagaRecord } from './journal.js';

export type StepStatus =
  'pending' | 'running' | 'waiting' | 'done' | 'skipped' | 'refused' | 'in-doubt' | 'expired' | 'undoing' | 'undone';

export interface StepView {
  readonly name: string;
  readonly kind: StepKind;
  readonly status: StepStatus;
  /** Attempts known to the journal, of the command and of its undo together. */
  readonly attempts: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly error?: string;
}

/** Who intervened, when, how and why. */
export interface AuditLine {
  readonly at: number;
  readonly by: string;
  readonly action: 'cancel' | 'compensate' | 'retry' | 'resolve';
  readonly reason: string;
}

/** A saga as operators and watchers see it. Times are epoch milliseconds. */
export interface SagaView extends Omit<SagaRecord, 'journal' | 'input'> {
  readonly steps: readonly StepView[];
  readonly failure?: Failure;
  /** What it rests for: a signal, the next attempt of a step, or a participant that cannot be reached. */
  readonly waiting?: { readonly step: string; readonly why: string; readonly until: number };
  readonly audit: readonly AuditLine[];
}
