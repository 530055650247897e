import { atOnce } from './answers.js';
import {
  groupOf,
  hasOtherWay,
  pivotIndex,
  type Definition,
  type Failure,
  type FollowUp,
  type LateCancel,
  type State,
  type Step,
  type WaitStep,
} from './definition.js';
import type { Entry, Phase, SagaRecord, SagaState } from './journal.js';
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
  /** How many signals end this wait, once that is decided; one when absent. */
  collect?: number;
  /** That this step is not left out has been decided; for steps with an `unless` that are no waits. */
  decided?: boolean;
  /** An operator said that its undo will never be done. */
  abandoned?: boolean;
}

/** A signal that the saga has taken. */
export interface AcceptedSignal {
  readonly payload: unknown;
  /** The sender's name for it. */
  readonly id?: string;
  /** Those that came after it, for a wait that collects several. */
  readonly more?: AcceptedSignal[];
}

/** All that came for a wait that collects, in the order in which it came. */
export const collected = (progress: Progress, { name }: Step): readonly AcceptedSignal[] => {
  const first = progress.signals.get(name);
  return first ? [first, ...(first.more ?? [])] : [];
};

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
  /** Set once the saga compensates. */
  failure?: Failure;
  /** How many of the steps may have been sent, once it compensates. */
  sent: number;
  /** How many of the steps may have been sent before an operator restarted it from an earlier one. */
  sentBefore: number;
  /** Set when someone wants it cancelled; needed when the saga cannot undo by itself what it did. */
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
  for (const { step, reply } of progress.steps) {
    if (reply === undefined) continue;
    state[step.key] = reply;
    if (step.kind === 'undoable' && step.insteadOf !== undefined) state[step.insteadOf] = reply;
  }
  if (progress.failure) state['failure'] = progress.failure;
  if (progress.lateCancel) state['cancel'] = progress.lateCancel;
  return state;
}

/** Whether there is no way back any more: the pivot counts as begun as soon as every step before it is done. */
export const pivotBegun = (progress: Progress): boolean =>
  !progress.failure && progress.cursor >= pivotIndex(progress.definition);

/**
 * How many of the steps may have been sent by a run that is ahead of the journal: from the cursor on every undoable step, up to the
 * pivot, to a wait that cannot have been passed, or to what is written before anything more is sent (see `mustBeWritten`).
 */
export function mayHaveBeenSent(progress: Progress): number {
  const { steps, cursor } = progress;
  let index = cursor;
  for (; index < steps.length; index++) {
    const here = steps[index]!;
    const { step } = here;
    if (step.kind !== 'undoable') {
      if (mayBePassed(progress, step)) continue;
      break;
    }
    if (isToBeDecided(here) || (index > cursor && steps.slice(index, groupEnd(steps, index)).some(isToBeDecided)))
      break;
    if (step.hasOtherWay) {
      index += 1;
      break;
    }
  }
  return Math.max(index, groupEnd(steps, cursor));
}

const isToBeDecided = ({ step, decided }: StepProgress): boolean =>
  step.kind !== 'wait' && step.unless !== undefined && !decided;

/** Where the group ends that the step is in; its own index when it is in none. */
export function groupEnd(steps: readonly StepProgress[], index: number): number {
  const group = groupOf(steps[index]?.step);
  if (group === undefined) return index;
  let end = index;
  while (groupOf(steps[end]?.step) === group) end += 1;
  return end;
}

/**
 * Whether the line is to be in the journal before a later step is sent: what was refused or is in doubt is followed by another way,
 * and a step that was left out must never count as sent.
 */
export const mustBeWritten = ({ steps }: Definition, { step: name, waits }: Entry & { step: string }): boolean =>
  steps.some(
    (step) =>
      step.kind !== 'wait' &&
      ((step.name === name && hasOtherWay(step)) || waits?.some((decided) => decided.step === step.name)),
  );

/** Whether this other way is to be tried: the one before it is of no use any more. */
export const isWayOpen = ({ steps }: Progress, index: number): boolean => isOver(steps[index - 1]!);

/** Whether it was refused or undone, so that another way takes its place. */
const isOver = ({ step, status, abandoned }: StepProgress): boolean =>
  hasOtherWay(step) && (status === 'refused' || status === 'undone' || (status === 'in-doubt' && abandoned === true));

/** Whether the saga goes on behind it. */
export const isPassed = (here: StepProgress): boolean =>
  here.status === 'done' ||
  here.status === 'skipped' ||
  isOver(here) ||
  (here.status === 'expired' && here.step.kind === 'wait' && here.step.onExpiry !== undefined);

/** The way in doubt that is undone before the next one is tried, while the saga has not begun to compensate. */
export function wayInDoubt({ failure, steps, cursor }: Progress): StepProgress | undefined {
  const here = failure ? undefined : steps[cursor];
  return here?.status === 'in-doubt' && !here.abandoned ? here : undefined;
}

const mayBePassed = (progress: Progress, step: Step): boolean =>
  step.kind === 'wait' && (progress.signals.has(step.name) || isPassedOver(progress, step) !== false);

/** Whether the step will be left out; undefined while that is not known, because it looks at a reply that is not there yet. */
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
 * stands at a step that was refused, or failed so often that it may never be answered. The follow-up undoes either outcome. A saga
 * that has begun to compensate undoes by itself what it did, unless somebody ended that by hand.
 */
function isTakenBackByAnother(progress: Progress): boolean {
  const { failure, definition, resolved } = progress;
  if (failure) {
    const left = undosLeft(progress).length > 0;
    return left ? resolved : progress.steps.some(({ abandoned }) => abandoned);
  }
  const here = progress.steps[progress.cursor];
  // at a wait behind the pivot nothing is under way
  return resolved || !here || definition.gone === true || needsAttention(here) || isWaitBehindPivot(here);
}

export const isWaitBehindPivot = ({ step }: StepProgress): boolean =>
  step.kind === 'wait' && step.onExpiry !== undefined;

/** Whether nothing is left to do. */
export const over = (progress: Progress): boolean => ended(progress) && followUpDue(progress) === undefined;

/** A step that was reached, and of which it is not yet known whether it is left out, and, of a wait, when it ends. */
export const isUndecided = ({ step, status, decided }: StepProgress): boolean =>
  status === 'running' && (step.kind === 'wait' || (step.unless !== undefined && !decided));

/**
 * What a saga that has begun to compensate undoes or has undone, last step first. Includes the steps whose outcome is in doubt. One that has
 * not undoes ways that are in doubt.
 */
export function undos(progress: Progress): StepProgress[] {
  if (!progress.failure && !progress.steps.some(isBackedOut)) return [];
  const all = progress.failure ? progress.steps.slice(0, progress.sent).reverse() : progress.steps;
  return all.filter((here) => isUndoable(here) && (progress.failure ? mayHaveHappened(here) : isBackedOut(here)));
}

const isUndoable = ({ step }: StepProgress): boolean => step.kind === 'undoable' && step.compensate !== 'nothing';
const mayHaveHappened = ({ status }: StepProgress): boolean =>
  status !== 'refused' && status !== 'skipped' && status !== 'pending';
const isBackedOut = ({ status }: StepProgress): boolean => status === 'in-doubt' || status === 'undone';

/** What is still to be undone, last step first. */
export const undosLeft = (progress: Progress): StepProgress[] =>
  undos(progress).filter(({ status, abandoned }) => status !== 'undone' && !abandoned);

/** What of the saga an operator's pause holds back at present. */
export function pausedWork(progress: Progress): { step: string; phase: Phase; pause: string }[] {
  const phase = progress.failure || wayInDoubt(progress) ? 'undo' : 'do';
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
