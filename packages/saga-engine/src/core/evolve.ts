import { atOnce, isLength } from './answers.js';
import type { Definition, LateCancel, WaitStep } from './definition.js';
import type { Entry, Phase, SagaRecord, SagaState, WaitDecision } from './journal.js';
import { countOf, rowOf } from './lines.js';
import { NotMine } from './not-mine.js';
import {
  FOLLOW_UP,
  followUpDue,
  isUndecided,
  mayHaveBeenSent,
  needsAttention,
  pivotBegun,
  stateFor,
  undosLeft,
  type Progress,
  type StepProgress,
  type Work,
} from './progress.js';
import { untilAnswered } from './retry.js';
import type { StepStatus } from './view.js';

type Story = Pick<SagaRecord, 'id' | 'version' | 'input' | 'createdAt' | 'journal'>;

/**
 * Folds a journal into where the saga stands. Pure: the same definition and journal always give the same answer. Throws nothing that
 * the definition's functions throw, and NotMine for a line of a kind that it does not know. For a saga that is yet to be stored, `decided` receives what its journal begins with.
 */
export function evolve(definition: Definition, saga: Story, decided: Entry[] = []): Progress {
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
    sentBefore: 0,
    reachedAt: saga.createdAt,
    signals: new Map(),
    resolved: false,
    state: 'RUNNING',
  };
  const { createdAt: at, journal } = saga;
  const waits = settle(progress, at, journal, 0, NONE);
  decided.push(...waits.map((wait): Entry => ({ at, type: 'decided', ...wait })));
  extend(progress, journal);
  return progress;
}

/**
 * Folds more entries into where the saga stands, in place: the same as if they had been in the journal from the beginning. Answers
 * the entries as they are to be journalled: with what was decided because of them.
 */
export function extend(progress: Progress, entries: readonly Entry[]): readonly Entry[] {
  refuseUnknown(progress, entries);
  let lines: Entry[] | undefined;
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!;
    const line = apply(progress, entry);
    const waits = settle(progress, entry.at, entries, index + 1, entry.waits ?? NONE);
    if (!line && waits.length === 0) continue;
    lines ??= [...entries];
    lines[index] =
      waits.length > 0 ? { ...(line ?? entry), waits: [...(entry.waits ?? NONE), ...waits] } : (line ?? entry);
  }
  progress.state = stateOf(progress);
  return lines ?? entries;
}

/** Whether one of the entries, from `next` on, says how the wait was decided, or that it could not be. */
function isSettledIn(entries: readonly Entry[], next: number, step: string): boolean {
  for (let index = next; index < entries.length; index++) {
    const entry = entries[index]!;
    if ((entry.type === 'decided' || entry.type === 'failed') && entry.step === step) return true;
  }
  return false;
}

const untried = (): Work => ({
  attempts: 0,
  failures: 0,
  parks: 0,
  row: 0,
  parkedRow: 0,
  denied: false,
  startedAt: null,
  finishedAt: null,
});

/** What it is like to start the follow-up saga: tried until it is done, as a step behind the pivot is. */
export const followUpWork = (): StepProgress => ({
  step: starting,
  status: 'running',
  do: untried(),
  undo: untried(),
});
const starting = {
  kind: 'retriable',
  name: FOLLOW_UP,
  key: 'followUp',
  command: () => ({ participant: 'sagas', method: 'start', request: {} }),
  attemptTimeout: 0,
  retry: untilAnswered,
} as const;

/**
 * Moves the cursor past everything that is done, and past waits that are answered or not needed. `known` is how waits were decided
 * that are reached now; answers what was decided beyond that. A wait of which one of the `entries` from `next` on says how it was
 * decided is left to that.
 */
function settle(
  progress: Progress,
  at: number,
  entries: readonly Entry[],
  next: number,
  known: readonly WaitDecision[],
): readonly WaitDecision[] {
  let decided: WaitDecision[] | undefined;
  while (!progress.failure && progress.cursor < progress.steps.length) {
    const here = progress.steps[progress.cursor] as StepProgress;
    if (here.status === 'pending') {
      const wait = arrive(progress, here, at, entries, next, known);
      if (wait) (decided ??= []).push(wait);
    }
    const awaited = here.status === 'waiting' || isUndecided(here);
    const signal = awaited ? progress.signals.get(here.step.name) : undefined;
    if (signal) {
      here.status = 'done';
      here.reply = signal.payload;
      here.do.finishedAt = at;
    }
    if (here.status !== 'done' && here.status !== 'skipped') break;
    progress.cursor += 1;
    progress.reachedAt = at;
  }
  return decided ?? NONE;
}

const NONE: readonly WaitDecision[] = [];

/** Answers what is decided of a wait now; undefined when that is known, or cannot be: the run finds that out and journals it. */
function arrive(
  progress: Progress,
  here: StepProgress,
  at: number,
  entries: readonly Entry[],
  next: number,
  known: readonly WaitDecision[],
): WaitDecision | undefined {
  here.status = 'running';
  const { step } = here;
  if (step.kind !== 'wait') return;
  here.do.startedAt = at;
  if (progress.signals.has(step.name)) return;
  const before = known.find((wait) => wait.step === step.name);
  if (before) take(here, before, at);
  if (before || isSettledIn(entries, next, step.name)) return;
  try {
    const wait = decideWait(progress, step);
    take(here, wait, at);
    return wait;
  } catch {
    return;
  }
}

/** Whether the wait that the saga stands at is passed over, and when it ends. Throws what the definition's functions throw. */
export function decideWait(progress: Progress, { name, unless, within }: WaitStep): WaitDecision {
  const state = stateFor(progress);
  if (atOnce(`unless of ${name}`, unless?.(state))) return { step: name, passed: true };
  const ms = typeof within === 'function' ? atOnce(`within of ${name}`, within(state)) : within;
  if (!isLength(ms)) throw new TypeError(`within of ${name} gave no number of milliseconds: ${String(ms)}`);
  return { step: name, passed: false, until: progress.reachedAt + ms };
}

function take(here: StepProgress, wait: WaitDecision, at: number): void {
  here.status = wait.passed ? 'skipped' : 'waiting';
  here.do = { ...untried(), startedAt: here.do.startedAt, finishedAt: wait.passed ? at : null };
  if (!wait.passed) here.until = wait.until;
}

const kindOf = (entry: { readonly type: string }): string => String(entry.type).slice(0, 50);

const KINDS: Readonly<Record<Entry['type'], true>> = {
  done: true,
  decided: true,
  refused: true,
  'gave-up': true,
  expired: true,
  failed: true,
  parked: true,
  undone: true,
  signalled: true,
  'cancel-requested': true,
  'compensate-requested': true,
  'retry-requested': true,
  forced: true,
  restarted: true,
  resumed: true,
  resolved: true,
  'followed-up': true,
};

/** The kinds of lines that this release knows. */
export const KNOWN_EVENTS: readonly string[] = Object.keys(KINDS);

/** Whether this release knows what such a line means. */
export const isKnownEvent = ({ type }: { readonly type: string }): boolean => Object.hasOwn(KINDS, type);

/** Answers the entry with what is to be journalled beside it; undefined when that is nothing. */
function apply(progress: Progress, entry: Entry): Entry | undefined {
  const named = 'step' in entry ? stepNamed(progress, entry.step) : undefined;
  const here = !progress.failure && named === progress.steps[progress.cursor] ? named : undefined;
  switch (entry.type) {
    case 'done':
      if (!here) return;
      finish(here, 'done', entry);
      here.reply = entry.reply;
      return;
    case 'decided':
      if (here && isUndecided(here)) take(here, entry, entry.at);
      return;
    case 'refused':
      if (!here) return;
      finish(here, 'refused', entry);
      here.do.error = entry.detail ? `${entry.reason}: ${entry.detail}` : entry.reason;
      return turn(progress, entry, entry.reason, entry.detail);
    case 'gave-up':
      if (!here) return;
      here.status = 'in-doubt';
      return turn(progress, entry, 'FAILED', here.do.error);
    case 'expired':
      if (!here) return;
      if (here.step.kind === 'wait') leave(here, 'expired', entry.at);
      return turn(progress, entry, entry.reason);
    case 'failed':
      stumble(named, entry);
      return;
    case 'parked':
      if (!named) return;
      Object.assign(named[entry.phase], { restUntil: entry.until, parked: entry.why });
      if (entry.pause !== undefined) {
        named[entry.phase].pause = entry.pause;
        return;
      }
      delete named[entry.phase].pause;
      named[entry.phase].parks += countOf(entry);
      named[entry.phase].parkedRow += rowOf(entry);
      return;
    case 'resumed':
      if (named) clearBackoff(named[entry.phase]);
      return;
    case 'forced':
      if (named && named === progress.followUp) return forceFollowUp(progress, entry);
      return force(progress, entry.phase === 'undo' ? named : here, entry);
    case 'restarted':
      if (named) restart(progress, named, entry);
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
      if (entry.again) clearBackoffs(progress);
      return cancel(progress, entry, entry);
    case 'compensate-requested':
      return cancel(progress, entry, { by: entry.by, reason: 'ADMIN_CANCELLED', detail: entry.reason });
    case 'retry-requested':
      clearBackoffs(progress);
      return;
    case 'resolved':
      progress.resolved = true;
      return;
    case 'followed-up':
      progress.followedUp = { saga: entry.saga, id: entry.id };
      return;
  }
}

/** Throws NotMine when there are lines that only a newer release knows. */
function refuseUnknown({ definition, record }: Progress, entries: readonly Entry[]): void {
  if (entries.every(isKnownEvent)) return;
  const { name: type, version } = definition;
  const events = [...new Set(entries.filter((each) => !isKnownEvent(each)).map(kindOf))];
  const message = `Saga ${record.id} has journal lines of unknown kinds: ${events.join(', ')}.`;
  throw new NotMine(message, { type, version, events });
}

function stepNamed(progress: Progress, name: string): StepProgress | undefined {
  const found = progress.steps.find(({ step }) => step.name === name);
  if (found || name !== FOLLOW_UP) return found;
  return (progress.followUp ??= followUpWork());
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
  work.failures += countOf(entry);
  work.row += rowOf(entry);
  work.denied = entry.refused ?? false;
  work.restUntil = entry.retryAt;
  delete work.parked;
  delete work.pause;
  work.startedAt ??= entry.since ?? entry.startedAt;
  work.error = entry.error;
}

function clearBackoffs({ steps, followUp }: Progress): void {
  for (const work of [...steps, ...(followUp ? [followUp] : [])].flatMap(({ do: doing, undo }) => [doing, undo])) {
    clearBackoff(work);
    work.row = 0;
    work.parkedRow = 0;
  }
}

function clearBackoff(work: Work): void {
  delete work.restUntil;
  delete work.parked;
  delete work.pause;
}

/**
 * What an operator says came of the step. A forced refusal that may be wrong undoes this step as well; from the pivot on it has the
 * follow-up saga take back either outcome, and without one the saga ends as it stands.
 */
function force(
  progress: Progress,
  here: StepProgress | undefined,
  entry: Entry & { type: 'forced' },
): Entry | undefined {
  if (!here || (entry.phase === 'undo') !== Boolean(progress.failure)) return;
  const { by, reason, at, phase, outcome, known } = entry;
  const { kind } = here.step;
  const facts = { at, startedAt: at, attempt: here[phase].attempts };
  if (outcome === 'done') {
    finish(here, phase === 'undo' ? 'undone' : 'done', facts, phase);
    if (phase === 'undo') return;
    here.reply = entry.reply;
    if (here.step.kind === 'wait') progress.signals.set(here.step.name, { payload: entry.reply });
    return;
  }
  if (phase === 'undo') {
    here.abandoned = true;
    return;
  }
  if (kind === 'retriable' || (kind === 'pivot' && !known && progress.definition.onLateCancel)) {
    if (!progress.definition.onLateCancel) progress.resolved = true;
    progress.lateCancel ??= { by, reason: 'ADMIN_CANCELLED', detail: reason };
    here.do.denied = true;
    return;
  }
  if (kind === 'wait') leave(here, 'expired', at);
  else if (known) finish(here, 'refused', facts);
  else here.status = 'in-doubt';
  return turn(progress, entry, 'ADMIN_CANCELLED', reason);
}

/**
 * What an operator says came of the follow-up: its work was done by hand, or will never be done. The latter drops the cancel that asked
 * for it; a saga with nothing else left then counts as resolved, so that a later cancel takes it up again.
 */
function forceFollowUp(progress: Progress, { outcome }: Entry & { type: 'forced' }): undefined {
  if (!followUpDue(progress)) return;
  if (outcome === 'done' || !progress.definition.onLateCancel) {
    progress.followedUp = { byHand: true };
    return;
  }
  delete progress.lateCancel;
  delete progress.followUp;
  progress.resolved ||= progress.cursor >= progress.steps.length;
}

function restart(progress: Progress, named: StepProgress, { phase, at }: Entry & { type: 'restarted' }): void {
  if (named === progress.followUp) {
    progress.followUp = followUpWork();
    return;
  }
  if ((phase === 'undo') !== Boolean(progress.failure)) return;
  const index = progress.steps.indexOf(named);
  if (phase === 'undo') {
    named.undo = { ...untried(), startedAt: named.undo.startedAt };
    delete named.abandoned;
  } else if (index >= 0 && index < progress.cursor) {
    progress.sentBefore = Math.max(progress.sentBefore, mayHaveBeenSent(progress));
    for (const each of progress.steps.slice(index)) Object.assign(each, { status: 'pending', do: untried() });
    progress.cursor = index;
    progress.reachedAt = at;
  } else if (index === progress.cursor) named.do = { ...untried(), startedAt: named.do.startedAt };
}

type Turning = Entry & { readonly sent?: number };

function cancel(progress: Progress, entry: Turning, { by, reason, detail }: LateCancel): Entry | undefined {
  // what was ended by hand was left as it stood: whoever cancels it wants it undone
  progress.resolved = false;
  if (progress.followedUp && 'byHand' in progress.followedUp) delete progress.followedUp;
  for (const step of progress.steps) delete step.abandoned;
  progress.lateCancel ??= { by, reason, ...(detail === undefined ? {} : { detail }) };
  if (progress.failure) return;
  const here = progress.steps[progress.cursor];
  if (here && (here.status === 'waiting' || isUndecided(here))) leave(here, 'cancelled', entry.at);
  return pivotBegun(progress) ? undefined : turn(progress, entry, reason, detail);
}

/**
 * Turns round where it stands. A command under way there has an outcome in doubt, and so has what a run may have sent
 * ahead of the journal: all of it is undone as well. Behind a definite no nothing was sent: a duplicate of it hears no, too.
 */
function turn(progress: Progress, entry: Turning, reason: string, detail?: string): Entry | undefined {
  const { cursor, steps } = progress;
  const here = steps[cursor];
  if (!here) return;
  const inDoubt = here.status === 'running' || here.status === 'in-doubt';
  progress.sent = Math.max(entry.sent ?? (inDoubt ? mayHaveBeenSent(progress) : cursor), progress.sentBefore);
  progress.failure = { step: here.step.name, reason, ...(detail === undefined ? {} : { detail }) };
  for (const each of progress.steps.slice(progress.cursor, progress.sent))
    if (each.step.kind !== 'wait' && each.status !== 'refused') each.status = 'in-doubt';
  const asked = inDoubt && steps.slice(cursor, progress.sent + 1).some(({ step }) => step.kind === 'wait');
  return asked ? ({ ...entry, sent: progress.sent } as Entry) : undefined;
}

function stateOf(progress: Progress): SagaState {
  if (progress.followUp && needsAttention(progress.followUp) && followUpDue(progress)) return 'NEEDS_ATTENTION';
  if (progress.resolved) return 'RESOLVED';
  const here = progress.steps[progress.cursor];
  if (progress.failure) {
    const left = undosLeft(progress);
    for (const step of left) step.status = step.undo.attempts > 0 || step.status === 'done' ? 'undoing' : step.status;
    if (left.length === 0) return progress.steps.some(({ abandoned }) => abandoned) ? 'RESOLVED' : 'COMPENSATED';
    return left.some(needsAttention) ? 'NEEDS_ATTENTION' : 'COMPENSATING';
  }
  if (!here) return 'COMPLETED';
  // another saga takes back what this one did, and what it may still do
  if (progress.followedUp) return 'COMPENSATED';
  if (here.status === 'waiting') return 'WAITING';
  return needsAttention(here) ? 'NEEDS_ATTENTION' : 'RUNNING';
}
