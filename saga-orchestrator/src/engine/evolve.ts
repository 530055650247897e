import { pivotIndex, type Definition, type Failure, type LateCancel, type State, type Step } from './definition.js';
import type { Entry, Phase, SagaRecord, SagaState } from './journal.js';
import { attentionAfter, untilAnswered } from './retry.js';
import type { StepStatus } from './view.js';

/** One of the two things done for a step: its command, or its undo. */
export interface Work {
  attempts: number;
  /** Failures in a row without a usable answer. */
  failures: number;
  /** Times in a row that the participant could not be reached at all. */
  parks: number;
  /** The last answer was a definite no to something that may not give up. */
  denied: boolean;
  /** Not before then (epoch ms). */
  restUntil?: number;
  /** Why it rests without having used an attempt. */
  parked?: string;
}

export interface StepProgress {
  readonly step: Step;
  status: StepStatus;
  do: Work;
  undo: Work;
  startedAt: number | null;
  finishedAt: number | null;
  reply?: unknown;
  error?: string;
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
  readonly signals: Map<string, unknown>;
  /** Set once the saga has turned round. */
  failure?: Failure;
  /** Set when someone wants it cancelled though it can only go forward. */
  lateCancel?: LateCancel;
  followedUp: boolean;
  resolved: boolean;
  state: SagaState;
}

type Story = Pick<SagaRecord, 'id' | 'version' | 'input' | 'createdAt' | 'journal'>;

/** Folds a journal into where the saga stands. Pure: the same definition and journal always give the same answer. */
export function evolve(definition: Definition, saga: Story): Progress {
  const work = (): Work => ({ attempts: 0, failures: 0, parks: 0, denied: false });
  const progress: Progress = {
    definition,
    record: saga,
    steps: definition.steps.map((step) => ({
      step,
      status: 'pending',
      do: work(),
      undo: work(),
      startedAt: null,
      finishedAt: null,
    })),
    cursor: 0,
    reachedAt: saga.createdAt,
    signals: new Map(),
    followedUp: false,
    resolved: false,
    state: 'RUNNING',
  };
  settle(progress, saga.createdAt);
  for (const entry of saga.journal) {
    apply(progress, entry);
    settle(progress, entry.at);
  }
  progress.state = stateOf(progress);
  return progress;
}

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

/** Whether what was begun has come to its end; a follow-up may still have to be started. */
export const ended = (progress: Progress): boolean =>
  progress.state === 'COMPLETED' || progress.state === 'COMPENSATED' || progress.state === 'RESOLVED';

/** What is still to be undone, last step first. Includes the step whose outcome is in doubt. */
export function undosLeft(progress: Progress): StepProgress[] {
  if (!progress.failure) return [];
  return progress.steps
    .slice(0, progress.cursor + 1)
    .reverse()
    .filter(({ step, status }) => step.kind === 'undoable' && step.compensate !== 'nothing' && !settled.has(status));
}
const settled = new Set<StepStatus>(['refused', 'undone']);

/** Whether it failed so often, or so definitely, that someone should look. */
export const needsAttention = ({ step, do: doing, undo }: StepProgress): boolean =>
  undo.denied ||
  undo.failures >= attentionAfter(untilAnswered) ||
  ((step.kind === 'pivot' || step.kind === 'retriable') &&
    (doing.denied || doing.failures >= attentionAfter(step.retry)));

/** Moves the cursor past everything that is done, and past waits that are answered or not needed. */
function settle(progress: Progress, at: number): void {
  while (!progress.failure && progress.cursor < progress.steps.length) {
    const here = progress.steps[progress.cursor] as StepProgress;
    if (here.status === 'pending') arrive(progress, here, at);
    if (here.step.kind === 'wait' && here.status === 'waiting' && progress.signals.has(here.step.name)) {
      here.status = 'done';
      here.reply = progress.signals.get(here.step.name);
      here.finishedAt = at;
    }
    if (here.status !== 'done' && here.status !== 'skipped') return;
    progress.cursor += 1;
    progress.reachedAt = at;
  }
}

function arrive(progress: Progress, here: StepProgress, at: number): void {
  here.status = 'running';
  if (here.step.kind !== 'wait') return;
  here.startedAt = at;
  const signalled = progress.signals.has(here.step.name);
  here.status = !signalled && here.step.unless?.(stateFor(progress)) ? 'skipped' : 'waiting';
  if (here.status === 'skipped') here.finishedAt = at;
}

function apply(progress: Progress, entry: Entry): void {
  const named = 'step' in entry ? progress.steps.find(({ step }) => step.name === entry.step) : undefined;
  const here = !progress.failure && named === progress.steps[progress.cursor] ? named : undefined;
  switch (entry.type) {
    case 'done':
      if (!here) return;
      finish(here, 'done', entry);
      here.reply = entry.reply;
      delete here.error;
      return;
    case 'refused':
      if (!here) return;
      finish(here, 'refused', entry);
      here.error = entry.detail ? `${entry.reason}: ${entry.detail}` : entry.reason;
      return turn(progress, entry.reason, entry.detail);
    case 'gave-up':
      if (!here) return;
      here.status = 'in-doubt';
      return turn(progress, 'FAILED', here.error);
    case 'expired':
      if (!here) return;
      if (here.step.kind === 'wait') finish(here, 'expired', { at: entry.at, startedAt: here.startedAt ?? entry.at });
      return turn(progress, entry.reason);
    case 'failed':
      return stumble(named, entry);
    case 'parked':
      if (!named) return;
      Object.assign(named[entry.phase], { restUntil: entry.until, parked: entry.why });
      named[entry.phase].parks += 1;
      return;
    case 'undone':
      if (named && progress.failure) finish(named, 'undone', entry, 'undo');
      return;
    case 'signalled':
      if (!progress.signals.has(entry.signal)) progress.signals.set(entry.signal, entry.payload);
      return;
    case 'cancel-requested':
      return cancel(progress, entry);
    case 'compensate-requested':
      return cancel(progress, { by: entry.by, reason: 'ADMIN_CANCELLED', detail: entry.reason });
    case 'retry-requested':
      for (const { do: doing, undo } of progress.steps) for (const work of [doing, undo]) rouse(work);
      return;
    case 'resolved':
      progress.resolved = true;
      return;
    case 'followed-up':
      progress.followedUp = true;
  }
}

function finish(
  here: StepProgress,
  status: StepStatus,
  entry: { at: number; startedAt: number; attempt?: number },
  phase: Phase = 'do',
): void {
  here.status = status;
  here.startedAt ??= entry.startedAt;
  here.finishedAt = entry.at;
  here[phase] = { attempts: entry.attempt ?? 0, failures: 0, parks: 0, denied: false };
}

function stumble(named: StepProgress | undefined, entry: Entry & { type: 'failed' }): void {
  if (!named) return;
  const work = named[entry.phase];
  work.attempts = entry.attempt;
  work.failures += 1;
  work.parks = 0;
  work.denied = entry.refused ?? false;
  work.restUntil = entry.retryAt;
  delete work.parked;
  named.startedAt ??= entry.startedAt;
  named.error = entry.error;
}

function rouse(work: Work): void {
  delete work.restUntil;
  delete work.parked;
}

function cancel(progress: Progress, { by, reason, detail }: LateCancel): void {
  if (progress.failure || progress.resolved) return;
  if (!pivotBegun(progress)) return turn(progress, reason, detail);
  progress.lateCancel ??= { by, reason, ...(detail === undefined ? {} : { detail }) };
}

/** Turns round where it stands. A command under way there has an outcome in doubt, so it is undone as well. */
function turn(progress: Progress, reason: string, detail?: string): void {
  const here = progress.steps[progress.cursor];
  if (!here) return;
  progress.failure = { step: here.step.name, reason, ...(detail === undefined ? {} : { detail }) };
  if (here.status === 'running') here.status = 'in-doubt';
  if (here.status === 'waiting') here.status = 'expired';
}

function stateOf(progress: Progress): SagaState {
  if (progress.resolved) return 'RESOLVED';
  const here = progress.steps[progress.cursor];
  if (progress.failure) {
    const left = undosLeft(progress);
    for (const step of left) step.status = step.undo.attempts > 0 || step.status === 'done' ? 'undoing' : step.status;
    if (left.length === 0) return 'COMPENSATED';
    return left.some(needsAttention) ? 'NEEDS_ATTENTION' : 'COMPENSATING';
  }
  if (!here) return 'COMPLETED';
  if (here.step.kind === 'wait') return 'WAITING';
  return needsAttention(here) ? 'NEEDS_ATTENTION' : 'RUNNING';
}
