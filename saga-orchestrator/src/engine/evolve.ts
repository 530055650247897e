import type { Definition, LateCancel } from './definition.js';
import type { Entry, Phase, SagaRecord, SagaState } from './journal.js';
import {
  mayHaveBeenSent,
  needsAttention,
  pivotBegun,
  stateFor,
  undosLeft,
  type Progress,
  type StepProgress,
  type Work,
} from './progress.js';
import type { StepStatus } from './view.js';

type Story = Pick<SagaRecord, 'id' | 'version' | 'input' | 'createdAt' | 'journal'>;

/** Folds a journal into where the saga stands. Pure: the same definition and journal always give the same answer. */
export function evolve(definition: Definition, saga: Story): Progress {
  const progress: Progress = {
    definition,
    record: saga,
    steps: definition.steps.map((step) => ({
      step,
      status: 'pending',
      do: untried(),
      undo: untried(),
    })),
    cursor: 0,
    sent: 0,
    reachedAt: saga.createdAt,
    signals: new Map(),
    followedUp: false,
    resolved: false,
    state: 'RUNNING',
  };
  settle(progress, saga.createdAt);
  extend(progress, saga.journal);
  return progress;
}

/** Folds more entries into where the saga stands, in place: the same as if they had been in the journal from the beginning. */
export function extend(progress: Progress, entries: readonly Entry[]): void {
  for (const entry of entries) {
    apply(progress, entry);
    settle(progress, entry.at);
  }
  progress.state = stateOf(progress);
}

const untried = (): Work => ({
  attempts: 0,
  failures: 0,
  parks: 0,
  denied: false,
  startedAt: null,
  finishedAt: null,
});

/** Moves the cursor past everything that is done, and past waits that are answered or not needed. */
function settle(progress: Progress, at: number): void {
  while (!progress.failure && progress.cursor < progress.steps.length) {
    const here = progress.steps[progress.cursor] as StepProgress;
    if (here.status === 'pending') arrive(progress, here, at);
    const signal = here.status === 'waiting' ? progress.signals.get(here.step.name) : undefined;
    if (signal) {
      here.status = 'done';
      here.reply = signal.payload;
      here.do.finishedAt = at;
    }
    if (here.status !== 'done' && here.status !== 'skipped') return;
    progress.cursor += 1;
    progress.reachedAt = at;
  }
}

function arrive(progress: Progress, here: StepProgress, at: number): void {
  here.status = 'running';
  if (here.step.kind !== 'wait') return;
  here.do.startedAt = at;
  const signalled = progress.signals.has(here.step.name);
  here.status = !signalled && here.step.unless?.(stateFor(progress)) ? 'skipped' : 'waiting';
  if (here.status === 'skipped') here.do.finishedAt = at;
}

function apply(progress: Progress, entry: Entry): void {
  const named = 'step' in entry ? progress.steps.find(({ step }) => step.name === entry.step) : undefined;
  const here = !progress.failure && named === progress.steps[progress.cursor] ? named : undefined;
  switch (entry.type) {
    case 'done':
      if (!here) return;
      finish(here, 'done', entry);
      here.reply = entry.reply;
      return;
    case 'refused':
      if (!here) return;
      finish(here, 'refused', entry);
      here.do.error = entry.detail ? `${entry.reason}: ${entry.detail}` : entry.reason;
      return turn(progress, entry.reason, entry.detail);
    case 'gave-up':
      if (!here) return;
      here.status = 'in-doubt';
      return turn(progress, 'FAILED', here.do.error);
    case 'expired':
      if (!here) return;
      if (here.step.kind === 'wait') leave(here, 'expired', entry.at);
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
    case 'signalled': {
      if (progress.signals.has(entry.signal)) return;
      const { signal, payload, id } = entry;
      progress.signals.set(signal, id === undefined ? { payload } : { payload, id });
      return;
    }
    case 'cancel-requested':
      return cancel(progress, entry);
    case 'compensate-requested':
      return cancel(progress, { by: entry.by, reason: 'ADMIN_CANCELLED', detail: entry.reason, at: entry.at });
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
  { at, startedAt, attempt }: { at: number; startedAt: number; attempt: number },
  phase: Phase = 'do',
): void {
  here.status = status;
  const since = here[phase].startedAt ?? startedAt;
  here[phase] = { ...untried(), attempts: attempt, startedAt: since, finishedAt: at };
}

/** A wait ends without its signal. */
function leave(here: StepProgress, status: 'expired' | 'cancelled', at: number): void {
  here.status = status;
  here.do.finishedAt = at;
}

function stumble(named: StepProgress | undefined, entry: Entry & { type: 'failed' }): void {
  if (!named) return;
  const work = named[entry.phase];
  work.attempts = entry.attempt;
  work.failures += 1;
  work.denied = entry.refused ?? false;
  work.restUntil = entry.retryAt;
  delete work.parked;
  work.startedAt ??= entry.startedAt;
  work.error = entry.error;
}

function rouse(work: Work): void {
  delete work.restUntil;
  delete work.parked;
}

function cancel(progress: Progress, { by, reason, detail, at }: LateCancel & { at: number }): void {
  // what was ended by hand was left as it stood: whoever cancels it wants it undone
  progress.resolved = false;
  if (progress.failure) return;
  const here = progress.steps[progress.cursor];
  if (here?.status === 'waiting') leave(here, 'cancelled', at);
  if (!pivotBegun(progress)) return turn(progress, reason, detail);
  progress.lateCancel ??= { by, reason, ...(detail === undefined ? {} : { detail }) };
}

/**
 * Turns round where it stands. A command under way there has an outcome in doubt, and so has what a run may have sent
 * ahead of the journal: all of it is undone as well. Behind a definite no nothing was sent: a duplicate of it hears no, too.
 */
function turn(progress: Progress, reason: string, detail?: string): void {
  const here = progress.steps[progress.cursor];
  if (!here) return;
  progress.sent = here.status === 'running' || here.status === 'in-doubt' ? mayHaveBeenSent(progress) : progress.cursor;
  progress.failure = { step: here.step.name, reason, ...(detail === undefined ? {} : { detail }) };
  for (const each of progress.steps.slice(progress.cursor, progress.sent))
    if (each.step.kind !== 'wait') each.status = 'in-doubt';
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
