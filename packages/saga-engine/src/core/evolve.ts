import { definitionError } from './answers.js';
import { advanceCursor, NONE, take, type Reached } from './arrive.js';
import { force, forceFollowUp, restart } from './by-hand.js';
import type { Definition } from './definition.js';
import { isKnownEvent } from './event-kinds.js';
import type { Entry, SagaRecord, SagaState } from './journal.js';
import { countOf, rowOf } from './lines.js';
import { NotMine } from './not-mine.js';
import { needsAttention } from './attention.js';
import { followUpDue } from './follow-up.js';
import { isBeingUndone } from './other-ways.js';
import { collected, FOLLOW_UP, isUndecided, type Progress, type StepProgress } from './progress.js';
import { undosLeft } from './undos.js';
import { cancel, turn } from './turn.js';
import { clearBackoff, clearBackoffs, doubt, finish, followUpWork, leave, noteFailure, untried } from './work.js';

type Story = Pick<SagaRecord, 'id' | 'version' | 'input' | 'createdAt' | 'journal'>;

/**
 * Folds a journal into the saga's progress. Pure: the same definition and journal always give the same result. Does not throw errors of the
 * definition's functions; throws NotMine for a line of an unknown kind. For a saga that is not stored yet, `decided` receives the decisions
 * that its journal begins with.
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
    reachedAt: saga.createdAt,
    signals: new Map(),
    resolved: false,
    state: 'RUNNING',
  };
  const { createdAt: at, journal } = saga;
  const reached = advanceCursor(progress, at, { entries: journal, next: 0, decisions: NONE, undecided: NONE });
  decided.push(
    ...reached.map((each): Entry => ('thrown' in each ? undecidedAtStart(at, each) : { at, type: 'decided', ...each })),
  );
  extend(progress, journal);
  return progress;
}

/**
 * Folds more entries into the progress, in place: the same as if they had been in the journal from the beginning. Returns the entries as
 * they are to be journalled: with the decisions that they caused.
 */
export function extend(progress: Progress, entries: readonly Entry[]): readonly Entry[] {
  refuseUnknown(progress, entries);
  let lines: Entry[] | undefined;
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!;
    const line = apply(progress, entry);
    const { at, waits: decisions = NONE, undecided = NONE } = entry;
    const reached = advanceCursor(progress, at, { entries, next: index + 1, decisions, undecided });
    if (!line && reached.length === 0) continue;
    lines ??= [...entries];
    lines[index] = withReached(line ?? entry, reached);
  }
  progress.state = stateOf(progress);
  return lines ?? entries;
}

/** The entry with what was decided, and what could not be, about the steps that were reached after it. */
function withReached(entry: Entry, reached: readonly Reached[]): Entry {
  const made = reached.flatMap((each) => ('thrown' in each ? [] : [each]));
  const thrown = reached.flatMap((each) => ('thrown' in each ? [each.step] : []));
  return {
    ...entry,
    ...(made.length > 0 ? { waits: [...(entry.waits ?? NONE), ...made] } : {}),
    ...(thrown.length > 0 ? { undecided: [...(entry.undecided ?? NONE), ...thrown] } : {}),
  };
}

/** A step that could not be decided when the saga began has had a failed attempt, which is repeated at once. */
const undecidedAtStart = (at: number, { step, thrown }: { step: string; thrown: unknown }): Entry => ({
  type: 'failed',
  step,
  phase: 'do',
  attempt: 1,
  error: definitionError(step, thrown),
  startedAt: at,
  retryAt: at,
  at,
});

/** Returns the entry with the additional data to journal; undefined when there is none. */
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
      if (named?.status === 'running' && !named.decided && !progress.failure) take(named, entry, entry.at);
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
      else if (isUndecided(here)) leave(here, 'cancelled', entry.at);
      return turn(progress, entry, entry.reason);
    case 'failed':
      noteFailure(named, entry);
      return;
    case 'parked':
      if (!named) return;
      Object.assign(named[entry.phase], {
        restUntil: entry.until,
        parked: entry.why,
        parkedFor: entry.until - entry.at,
      });
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
      return named && restart(progress, named, entry);
    case 'undone':
      if (named && isBeingUndone(progress, named)) finish(named, 'undone', entry, 'undo');
      return;
    case 'signalled':
      return accept(progress, entry);
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
    case 'way-refused':
      if (!here) return;
      finish(here, 'refused', entry);
      here.do.error = entry.detail ? `${entry.reason}: ${entry.detail}` : entry.reason;
      return;
    case 'way-in-doubt':
      if (here) doubt(here);
      return;
    case 'ran-out':
      if (here) runOut(progress, here, entry.at);
      return;
    case 'followed-up':
      progress.followedUp = { saga: entry.saga, id: entry.id };
      return;
  }
}

/** Stores the signal: the first of its name, or every one for a wait that collects them. */
function accept(progress: Progress, { signal, payload, id }: Entry & { type: 'signalled' }): undefined {
  const one = id === undefined ? { payload } : { payload, id };
  const first = progress.signals.get(signal);
  const wait = progress.steps.find(({ step }) => step.name === signal)?.step;
  const collects = wait?.kind === 'wait' && wait.collect !== undefined;
  if (first) first.more?.push(one);
  else progress.signals.set(signal, collects ? { ...one, more: [] } : one);
}

/** A wait after the pivot ends without its signal or with the signals so far, or continues while it needs attention. */
function runOut(progress: Progress, here: StepProgress, at: number): void {
  const { step } = here;
  if (step.kind !== 'wait') return;
  delete here.until;
  if (step.onExpiry === 'ask') {
    here.do.denied = true;
    return;
  }
  leave(here, 'expired', at);
  if (step.collect !== undefined) here.reply = collected(progress, step).map(({ payload }) => payload);
}

/** Throws NotMine when there are lines that only a newer release knows. */
function refuseUnknown({ definition, record }: Progress, entries: readonly Entry[]): void {
  if (entries.every(isKnownEvent)) return;
  const { name: type, version } = definition;
  const unknown = entries.filter((each) => !isKnownEvent(each));
  const events = [...new Set(unknown.map((each) => String(each.type).slice(0, 50)))];
  const message = `Saga ${record.id} has journal lines of unknown kinds: ${events.join(', ')}.`;
  throw new NotMine(message, { type, version, events });
}

function stepNamed(progress: Progress, name: string): StepProgress | undefined {
  const found = progress.steps.find(({ step }) => step.name === name);
  if (found || name !== FOLLOW_UP) return found;
  return (progress.followUp ??= followUpWork());
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
  // another saga undoes what this one did, and what it may still do
  if (progress.followedUp) return 'COMPENSATED';
  if (here.status === 'waiting' && !here.do.denied) return followUpDue(progress) ? 'RUNNING' : 'WAITING';
  return needsAttention(here) ? 'NEEDS_ATTENTION' : 'RUNNING';
}
