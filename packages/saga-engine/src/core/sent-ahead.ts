import { atOnce } from './answers.js';
import { groupOf, hasOtherWay, type Definition, type Step, type WaitStep } from './definition.js';
import { isPassed, isWayOpen } from './other-ways.js';
import { groupEnd, isUndecided, stateFor, type Progress, type StepProgress } from './progress.js';

/**
 * How many of the steps a run that is ahead of the journal may have sent: from the cursor every undoable step, up to the pivot, a wait that
 * cannot have been passed, or a line that must be written before more is sent (see `mustBeWritten`). Runs of earlier releases also passed
 * waits whose decision was not written yet.
 */
export function mayHaveBeenSent(progress: Progress): number {
  const { steps, cursor } = progress;
  let index = cursor;
  while (index < steps.length && mayBeReached(progress, index)) {
    const end = Math.max(index + 1, groupEnd(steps, index));
    let mustWait = false;
    for (; index < end; index++) mustWait ||= isToBeDecided(steps[index]!) || mayGoAnotherWay(progress, index);
    if (mustWait) break;
  }
  return Math.max(index, groupEnd(steps, cursor));
}

/** Whether the step at `index`, which may have been sent, may have taken effect. */
export function mayHaveHappened(progress: Progress, index: number): boolean {
  const here = progress.steps[index]!;
  const { step, status, sentBefore } = here;
  if (step.kind === 'wait' || status === 'refused' || status === 'undone') return false;
  if (step.kind === 'undoable' && step.insteadOf !== undefined && !isWayOpen(progress, index)) return false;
  return sentBefore === true || !(status === 'skipped' || status === 'cancelled' || isUndecided(here));
}

/** Whether a run may have sent the step at `index`, or passed it, if it has passed those before. */
function mayBeReached(progress: Progress, index: number): boolean {
  const { steps, cursor, signals } = progress;
  const here = steps[index]!;
  const { step } = here;
  if (isPassed(here)) return true;
  if (step.kind === 'wait') return index > cursor && (signals.has(step.name) || isPassedOver(progress, step) !== false);
  if (step.kind !== 'undoable' || isToBeDecided(here)) return false;
  return index === cursor || !steps.slice(index, groupEnd(steps, index)).some(isToBeDecided);
}

/** Whether the step's answer says whether another way is tried. */
function mayGoAnotherWay(progress: Progress, index: number): boolean {
  const here = progress.steps[index]!;
  const { step } = here;
  if (step.kind !== 'undoable' || !step.hasOtherWay || isPassed(here)) return false;
  return step.insteadOf === undefined || isWayOpen(progress, index);
}

const isToBeDecided = (here: StepProgress): boolean =>
  here.step.kind !== 'wait' && here.step.unless !== undefined && !here.decided && !isPassed(here);

/**
 * Whether the wait will be left out; undefined while that depends on a reply to come. What the steps from the cursor on replied before a
 * restart does not count: they reply again.
 */
export function isPassedOver(progress: Progress, { unless }: WaitStep): boolean | undefined {
  const toCome = new Set<string | symbol>();
  for (const { step } of progress.steps.slice(progress.cursor)) {
    toCome.add(step.key);
    if (step.kind === 'undoable' && step.insteadOf !== undefined) toCome.add(step.insteadOf);
  }
  let readsToCome = false;
  const read = (key: string | symbol) => void (readsToCome ||= toCome.has(key));
  const state = new Proxy(stateFor(progress), {
    get: (replies, key) => (read(key), Reflect.get(replies, key)),
    has: (replies, key) => (read(key), key in replies),
    getOwnPropertyDescriptor: (replies, key) => (read(key), Reflect.getOwnPropertyDescriptor(replies, key)),
    ownKeys: (replies) => ((readsToCome = true), Reflect.ownKeys(replies)),
  });
  try {
    const passed = Boolean(atOnce('unless', unless?.(state)));
    return readsToCome ? undefined : passed;
  } catch {
    return undefined;
  }
}

/**
 * Whether this answer must be in the journal before a later step is sent. A way that is done ends the others. What is decided when the next
 * step is reached, whether it is left out and how long is waited for, must be decided once: what a run did on a decision that nobody
 * remembers could not be undone.
 */
export function mustBeWritten({ steps }: Definition, { step: name }: { readonly step: string }): boolean {
  const index = steps.findIndex((step) => step.name === name);
  if (index < 0 || hasOtherWay(steps[index]!)) return true;
  for (const next of steps.slice(index + 1)) {
    if (areTogether(steps[index]!, next)) continue;
    if (next.unless !== undefined) return true;
    // a stored signal is all that a run needs to pass a wait for one
    if (next.kind === 'wait' && next.collect === undefined) continue;
    return next.kind === 'wait' || steps.some((step) => areTogether(next, step) && step.unless !== undefined);
  }
  return false;
}

const areTogether = (one: Step, other: Step): boolean => groupOf(one) !== undefined && groupOf(one) === groupOf(other);
