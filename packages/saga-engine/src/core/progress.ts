import {
  groupOf,
  pivotIndex,
  type Definition,
  type Failure,
  type LateCancel,
  type State,
  type Step,
} from './definition.js';
import { isEnded, type SagaRecord, type SagaState } from './journal.js';
import type { StepStatus } from './view.js';

/** One of the two actions of a step: its command, or its undo. */
export interface Work {
  attempts: number;
  /** Failed attempts since the last usable answer. */
  failures: number;
  /** Attempts that could not be sent at all since the last usable answer. */
  parks: number;
  /** Failures, and attempts that could not be sent, since the last requested retry: they determine the next rest. */
  row: number;
  parkedRow: number;
  /** The last answer was a refusal of an action that must not give up. */
  denied: boolean;
  /** The next attempt is not before this time (epoch ms). */
  restUntil?: number;
  /** Why it rests without having used an attempt. */
  parked?: string;
  /** How long that was to be, milliseconds. */
  parkedFor?: number;
  /** The operator's pause that makes it rest. */
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
  /** It is decided that this step is not left out; for steps with an `unless`, except waits. */
  decided?: boolean;
  /** It may have been sent before an operator restarted the saga from an earlier step. */
  sentBefore?: boolean;
  /** An operator decided that its undo will never be done. */
  abandoned?: boolean;
}

/** A signal that the saga has accepted. */
export interface AcceptedSignal {
  readonly payload: unknown;
  /** The sender's id of the signal. */
  readonly id?: string;
  /** Later signals, for a wait that collects several. */
  readonly more?: AcceptedSignal[];
}

/** All signals of a wait that collects, in order of arrival. */
export const collected = (progress: Progress, { name }: Step): readonly AcceptedSignal[] => {
  const first = progress.signals.get(name);
  return first ? [first, ...(first.more ?? [])] : [];
};

/** The result of folding a journal. */
export interface Progress {
  readonly definition: Definition;
  readonly record: Pick<SagaRecord, 'id' | 'version' | 'input' | 'createdAt'>;
  readonly steps: readonly StepProgress[];
  /** The first step that is not yet done; the number of steps when all are. */
  cursor: number;
  /** When the cursor reached its position (epoch ms). */
  reachedAt: number;
  readonly signals: Map<string, AcceptedSignal>;
  /** Set once the saga compensates. */
  failure?: Failure;
  /** How many of the steps may have been sent, once it compensates. */
  sent: number;
  /** Set when a cancel was requested; needed when the saga cannot undo its own work. */
  lateCancel?: LateCancel;
  /** The start of the saga that carries out the late cancel, once it has failed. */
  followUp?: StepProgress;
  /** That saga, once it is started, or that an operator has done its work by hand. */
  followedUp?: { readonly saga: string; readonly id: string } | { readonly byHand: true };
  resolved: boolean;
  state: SagaState;
}

/** The step name of the follow-up saga's start in the journal. */
export const FOLLOW_UP = 'follow-up';

/** The input of commands, conditions and deadlines: id, version, input, replies and payloads by name. */
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

/** Whether compensation is no longer possible: the pivot counts as begun as soon as every step before it is done. */
export const pivotBegun = (progress: Progress): boolean =>
  !progress.failure && progress.cursor >= pivotIndex(progress.definition);

/** The end index of the step's group; its own index when it is in none. */
export function groupEnd(steps: readonly StepProgress[], index: number): number {
  const group = groupOf(steps[index]?.step);
  if (group === undefined) return index;
  let end = index;
  while (groupOf(steps[end]?.step) === group) end += 1;
  return end;
}

/** Whether the saga's own steps have ended; a follow-up may still have to be started. */
export const ended = ({ state }: Pick<Progress, 'state'>): boolean => isEnded(state);

/** Whether the step is a wait after the pivot. */
export const isWaitBehindPivot = ({ step }: StepProgress): boolean =>
  step.kind === 'wait' && step.onExpiry !== undefined;

/** A step that was reached and is not decided yet: whether it is left out, and when a wait ends. */
export const isUndecided = ({ step, status, decided }: StepProgress): boolean =>
  status === 'running' && (step.kind === 'wait' || (step.unless !== undefined && !decided));
