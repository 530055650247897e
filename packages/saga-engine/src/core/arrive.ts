import { atOnce, isLength } from './answers.js';
import { groupOf, type State, type Step, type WaitStep } from './definition.js';
import type { Entry, WaitDecision } from './journal.js';
import { isCount, MOST_COLLECTED } from './misuse.js';
import { isPassed, isWayOpen } from './other-ways.js';
import { collected, groupEnd, isUndecided, stateFor, type Progress, type StepProgress } from './progress.js';
import { untried } from './work.js';

/** The entries being folded, from `next` on, and what the journal says about the steps that are reached now. */
interface Known {
  readonly entries: readonly Entry[];
  readonly next: number;
  readonly decisions: readonly WaitDecision[];
  readonly undecided: readonly string[];
}

/** A decision about a step that was reached; `thrown` when one of its functions threw. */
export type Reached = WaitDecision | { readonly step: string; readonly thrown: unknown };

export const NONE: readonly never[] = [];

/**
 * Moves the cursor past every step that is done, left out or answered. Returns the new decisions about the steps that were reached. A step
 * that a later entry decides is left to that entry.
 */
export function advanceCursor(progress: Progress, at: number, known: Known): readonly Reached[] {
  let decided: Reached[] | undefined;
  while (!progress.failure && progress.cursor < progress.steps.length) {
    const here = progress.steps[progress.cursor]!;
    if (here.status === 'pending') {
      const made = isOrdinary(here.step) ? begin(here) : arrive(progress, here, at, known);
      if (made) decided = decided ? [...decided, ...made] : made;
    }
    endWait(progress, here, at);
    if (!isPassed(here)) break;
    progress.cursor += 1;
    progress.reachedAt = at;
  }
  return decided ?? NONE;
}

/** No function of the definition is called when the step is reached. */
const isOrdinary = (step: Step): boolean =>
  step.kind !== 'wait' &&
  step.unless === undefined &&
  step.together === undefined &&
  (step.kind !== 'undoable' || step.insteadOf === undefined);

function begin(here: StepProgress): undefined {
  here.status = 'running';
}

/** Ends a wait that has received enough signals. */
function endWait(progress: Progress, here: StepProgress, at: number): void {
  const { step } = here;
  if (step.kind !== 'wait' || (here.status !== 'waiting' && !isUndecided(here))) return;
  const signal = progress.signals.get(step.name);
  if (!signal) return;
  if (step.collect !== undefined) {
    const all = collected(progress, step);
    if (all.length < (here.collect ?? Infinity)) return;
    here.reply = all.map(({ payload }) => payload);
  } else here.reply = signal.payload;
  here.status = 'done';
  here.do.finishedAt = at;
}

/** A group is reached as a whole: which of its steps are left out is decided before any is sent. */
function arrive(progress: Progress, here: StepProgress, at: number, known: Known): Reached[] | undefined {
  const { steps, cursor } = progress;
  if (groupOf(here.step) === undefined) {
    const one = reach(progress, cursor, at, known);
    return one && [one];
  }
  const made: Reached[] = [];
  for (let index = cursor; index < groupEnd(steps, cursor); index++) {
    const { step, status } = steps[index]!;
    const isLater = index > cursor && step.kind === 'undoable' && step.insteadOf !== undefined;
    if (status !== 'pending' || isLater) continue;
    const one = reach(progress, index, at, known);
    if (one) made.push(one);
  }
  return made.length > 0 ? made : undefined;
}

/** Returns a new decision about a step; undefined when the journal has it, or has that it is still to be made. */
function reach(progress: Progress, index: number, at: number, known: Known): Reached | undefined {
  const here = progress.steps[index]!;
  const { step } = here;
  here.status = 'running';
  if (step.kind === 'wait') {
    here.do.startedAt = at;
    if (step.collect === undefined && progress.signals.has(step.name)) return;
  } else if (step.kind === 'undoable' && step.insteadOf !== undefined && !isWayOpen(progress, index)) {
    here.status = 'skipped';
    return;
  }
  const before = known.decisions.find((decision) => decision.step === step.name);
  if (before) take(here, before, at);
  if (before || (step.kind !== 'wait' && !step.unless)) return;
  if (isDecidedLater(known, step.name)) return;
  if (known.undecided.includes(step.name)) {
    // an earlier release decided while it folded the journal
    if (wasPassed(progress, index, known)) take(here, { step: step.name, passed: true }, at);
    return;
  }
  try {
    const decision = decideOn(progress, step);
    take(here, decision, at);
    return decision;
  } catch (thrown) {
    return { step: step.name, thrown };
  }
}

/** Whether a later entry contains the decision, or its failure. */
function isDecidedLater({ entries, next }: Known, step: string): boolean {
  for (let index = next; index < entries.length; index++) {
    const entry = entries[index]!;
    if ((entry.type === 'decided' || entry.type === 'failed') && entry.step === step) return true;
  }
  return false;
}

/**
 * Whether later entries are about the steps behind it, and none before them is about the step: a release that ignores `undecided` ran the
 * saga, and left the step out.
 */
function wasPassed({ steps }: Progress, index: number, { entries, next }: Known): boolean {
  for (let at = next; at < entries.length; at++) {
    const entry = entries[at]!;
    if (entry.type === 'signalled' && entry.signal === steps[index]!.step.name) return false;
    if (!('step' in entry) || ('phase' in entry && entry.phase === 'undo')) continue;
    const place = steps.findIndex(({ step }) => step.name === entry.step);
    if (place === index || (entry.type === 'restarted' && place < index)) return false;
    if (place > index && entry.type !== 'undone') return true;
  }
  return false;
}

/** Decides whether the step is left out, and when a wait ends. Throws what the definition's functions throw. */
export function decideOn(progress: Progress, step: Step): WaitDecision {
  const state = stateFor(progress);
  const { name } = step;
  if (step.kind === 'pivot') return { step: name, passed: false };
  if (atOnce(`unless of ${name}`, step.unless?.(state))) return { step: name, passed: true };
  if (step.kind !== 'wait') return { step: name, passed: false };
  const ms = typeof step.within === 'function' ? atOnce(`within of ${name}`, step.within(state)) : step.within;
  if (!isLength(ms)) throw new TypeError(`within of ${name} gave no number of milliseconds: ${String(ms)}`);
  const decision = { step: name, passed: false, until: progress.reachedAt + ms } as const;
  const collect = step.collect === undefined ? Infinity : countOf(step, state);
  return collect === Infinity ? decision : { ...decision, collect };
}

function countOf({ name, collect, onExpiry }: WaitStep, state: State): number {
  const count = typeof collect === 'function' ? atOnce(`collect of ${name}`, collect(state)) : (collect ?? 1);
  if (isCount(count) || (count === Infinity && onExpiry === 'go-on')) return count;
  throw new TypeError(`collect of ${name} gave no whole number from 1 to ${MOST_COLLECTED}: ${String(count)}`);
}

/** Applies a decision. */
export function take(here: StepProgress, decision: WaitDecision, at: number): void {
  const isWait = here.step.kind === 'wait';
  here.status = decision.passed ? 'skipped' : isWait ? 'waiting' : 'running';
  here.do = { ...untried(), startedAt: here.do.startedAt, finishedAt: decision.passed ? at : null };
  if (!isWait) here.decided = true;
  if (decision.passed) return;
  if (decision.until !== undefined) here.until = decision.until;
  if (decision.collect !== undefined) here.collect = decision.collect;
}
