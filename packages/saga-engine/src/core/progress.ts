import { atOnce } from './answers.js';
import {
  pivotIndex,
  type Definition,
  type Failure,
  type FollowUp,
  type LateCancel,
  type State,
  type Step,
  type WaitStep,
} from './definition.js';
import type { Phase, SagaRecord, SagaState } from './journal.js';
import { attentionAfter, untilAnswered } from './retry.js';
import type { StepStatus } from './view.js';

/** One of the two things done for a step: its command, or its undo. */
export interface Work {
  attempts: number;
  /** Failed attempts since the last usable answer. */
  failures: number;
  /** Times that it could not be sent at all since the last usable answer. */
  parks: number;
  /** Failures, and times that it could not be sent, since somebody asked for a retry: what the next rest follows from. */
  row: number;
  parkedRow: number;
  /** The last answer was a definite no to something that may not give up. */
  denied: boolean;
  /** Not before then (epoch ms). */
  restUntil?: number;
  /** Why it rests without having used an attempt. */
  parked?: string;
  /** The operator's pause for which it rests. */
  pause?: string;
  startedAt: number | null;
  finishedAt: number | null;
  error?: string;
}

export interface StepProgress {
  readonly step: Step;
  status: StepStatus;
  do: Work;
  undo: Work;
  reply?: unknown;
  /** When this wait ends (epoch ms), once that is decided. */
  until?: number;
  /** An operator said that its undo will never be done. */
  abandoned?: boolean;
}

/** A signal that the saga has taken. */
export interface AcceptedSignal {
  readonly payload: unknown;
  /** The sender's name for it. */
  readonly id?: string;
}

/** What a journal amounts to. */
export interface Progress {
  readonly definition: Definition;
  readonly record: Pick<SagaRecord, 'id' | 'version' | 'input' | 'createdAt'>;
  readonly steps: readonly StepProgress[];
  /** The first step that is not yet done; the number of steps when all are. */
  cursor: number;
  /** When the cursor came to where it is (epoch ms). */
  reachedAt: number;
  readonly signals: Map<string, AcceptedSignal>;
  /** Set once the saga has turned round. */
  failure?: Failure;
  /** How many of the steps may have been sent, once it has turned round. */
  sent: number;
  /** How many of the steps may have been sent before an operator restarted it from an earlier one. */
  sentBefore: number;
  /** Set when someone wants it cancelled; needed when the saga cannot take back by itself what it did. */
  lateCancel?: LateCancel;
  /** The work of starting the saga that carries out the late cancel, once it has failed. */
  followUp?: StepProgress;
  /** That saga, once it is started, or that an operator has done its work by hand. */
  followedUp?: { readonly saga: string; readonly id: string } | { readonly byHand: true };
  resolved: boolean;
  state: SagaState;
}

/** The name under which the start of the follow-up saga stands in the journal. */
export const FOLLOW_UP = 'follow-up';

/** What commands, conditions and deadlines are computed from: id, version, input, replies and payloads by name. */
export function stateFor(progress: Progress): State {
  const { id, version, input } = progress.record;
  const state: Record<string, unknown> = { id, version, input };
  for (const { step, reply } of progress.steps) if (reply !== undefined) state[step.key] = reply;
  if (progress.failure) state['failure'] = progress.failure;
  if (progress.lateCancel) state['cancel'] = progress.lateCancel;
  return state;
}

/** Whether there is no way back any more: the pivot counts as begun as soon as every step before it is done. */
export const pivotBegun = (progress: Progress): boolean =>
  !progress.failure && progress.cursor >= pivotIndex(progress.definition);

/**
 * How many of the steps may have been sent by a run that is ahead of the journal: from the cursor on every undoable step,
 * up to the pivot, or to a wait that cannot have been passed.
 */
export function mayHaveBeenSent(progress: Progress): number {
  const rest = progress.steps.slice(progress.cursor);
  const barred = rest.findIndex(({ step }) => step.kind !== 'undoable' && !mayBePassed(progress, step));
  return barred < 0 ? progress.steps.length : progress.cursor + barred;
}

const mayBePassed = (progress: Progress, step: Step): boolean =>
  step.kind === 'wait' && (progress.signals.has(step.name) || isPassedOver(progress, step) !== false);

/** Whether the wait will be passed over; undefined while that is not known, because it looks at a reply that is not there yet. */
export function isPassedOver(progress: Progress, { unless }: WaitStep): boolean | undefined {
  try {
    return Boolean(atOnce('unless', unless?.(stateFor(progress))));
  } catch {
    return undefined;
  }
}

/** Whether what was begun has come to its end; a follow-up may still have to be started. */
export const ended = ({ state }: Pick<Progress, 'state'>): boolean =>
  state === 'COMPLETED' || state === 'COMPENSATED' || state === 'RESOLVED';

/** What names the saga that is to be started now to follow this one; undefined when none is. */
export function followUpDue(progress: Progress): ((state: State) => FollowUp) | undefined {
  const { lateCancel, followedUp, definition, resolved } = progress;
  const { onLateCancel, onResolve } = definition;
  if (followedUp) return undefined;
  if (lateCancel && onLateCancel) return isTakenBackByAnother(progress) ? onLateCancel : undefined;
  return resolved && progress.cursor < progress.steps.length ? onResolve : undefined;
}

/**
 * Whether a cancel that was accepted is another saga's to carry out: everything is done, or someone resolved the saga by hand, or it
 * stands at a step that was refused, or failed so often that it may never be answered. The follow-up takes back either outcome. A saga
 * that has turned round takes back by itself what it did, unless somebody ended that by hand.
 */
function isTakenBackByAnother(progress: Progress): boolean {
  const { failure, definition, resolved } = progress;
  if (failure) {
    const left = undosLeft(progress).length > 0;
    return left ? resolved : progress.steps.some(({ abandoned }) => abandoned);
  }
  const here = progress.steps[progress.cursor];
  return resolved || !here || definition.gone === true || needsAttention(here);
}

/** Whether nothing is left to do. */
export const over = (progress: Progress): boolean => ended(progress) && followUpDue(progress) === undefined;

/** A wait that was reached, and of which it is not yet known whether it is passed over, and when it ends. */
export const isUndecided = ({ step, status }: StepProgress): boolean => step.kind === 'wait' && status === 'running';

/** What a saga that has turned round undoes or has undone, last step first. Includes the steps whose outcome is in doubt. */
export function undos(progress: Progress): StepProgress[] {
  if (!progress.failure) return [];
  return progress.steps
    .slice(0, progress.sent)
    .reverse()
    .filter(({ step, status }) => step.kind === 'undoable' && step.compensate !== 'nothing' && status !== 'refused');
}

/** What is still to be undone, last step first. */
export const undosLeft = (progress: Progress): StepProgress[] =>
  undos(progress).filter(({ status, abandoned }) => status !== 'undone' && !abandoned);

/** What of the saga an operator's pause holds back at present. */
export function pausedWork(progress: Progress): { step: string; phase: Phase; pause: string }[] {
  const phase = progress.failure ? 'undo' : 'do';
  const open = progress.failure ? undosLeft(progress) : progress.steps.slice(progress.cursor, progress.cursor + 1);
  return open.flatMap(({ step, [phase]: { pause } }) =>
    pause === undefined ? [] : [{ step: step.name, phase, pause }],
  );
}

/** Whether it failed so often, or so definitely, that someone should look. */
export const needsAttention = ({ step, do: doing, undo }: StepProgress): boolean =>
  undo.denied ||
  troubles(undo) >= attentionAfter(untilAnswered) ||
  (step.kind !== 'undoable' &&
    (doing.denied || troubles(doing) >= attentionAfter(step.kind === 'wait' ? untilAnswered : step.retry)));

const troubles = ({ failures, parks }: Work) => failures + parks;
