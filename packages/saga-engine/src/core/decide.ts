import { commandOf, definitionError, followUpOf } from './answers.js';
import { commandKey } from './command-key.js';
import { decideOn } from './arrive.js';
import { groupOf, hasOtherWay, pivotIndex, type Definition, type FollowUp, type State } from './definition.js';
import { hours, minutes, seconds } from './duration.js';
import { evolve } from './evolve.js';
import { isEnded, type EndedState, type Phase, type SagaRecord, type WaitDecision } from './journal.js';
import type { Command } from './participant.js';
import { needsAttention } from './attention.js';
import { followUpDue } from './follow-up.js';
import { wayInDoubt } from './other-ways.js';
import { ended, groupEnd, isUndecided, stateFor, type Progress, type StepProgress } from './progress.js';
import { undosLeft } from './undos.js';
import { LONGEST_REST, untilAnswered, type RetryPolicy } from './retry.js';
import { followUpWork } from './work.js';

interface Attempt {
  readonly step: string;
  /** The same for each attempt, so that the participant recognises a duplicate. */
  readonly key: string;
  readonly attempt: number;
  /** Failures, and attempts that could not be sent at all, since the last answer or an operator's retry. */
  readonly row: number;
  readonly parkedRow: number;
  readonly retry: RetryPolicy;
  /** It is retried until it is answered, with growing rests. */
  readonly forEver: boolean;
  /** A failure of this attempt ends the retries; a refusal compensates the saga, or has the other way tried. */
  readonly last: boolean;
  readonly refusable: boolean;
  readonly otherWay: boolean;
}

/** A command to send, or an undo. */
export type Sending = { type: 'send' | 'undo'; command: Command; timeoutMs: number } & Attempt;

/** The next action. Times are epoch milliseconds, `timeoutMs` is a duration. */
export type Decision =
  | Sending
  /** The definition's function threw, or returned nothing usable: counts as a failed attempt. */
  | ({ type: 'definition-failed'; phase: Phase; error: string } & Attempt)
  | { type: 'wait'; step: string; signal: string; until: number }
  | { type: 'sleep'; step: string; phase: Phase; until: number; why: string; pause?: string }
  | { type: 'expire'; step: string; of: 'wait' | 'saga'; reason: string }
  /** A wait after the pivot expires. */
  | { type: 'run-out'; step: string }
  /** The decision about a wait, or a step with `unless`, that the saga has reached. */
  | { type: 'decide'; step: string; wait: WaitDecision }
  | ({ type: 'start-follow-up'; followUp: FollowUp } & Attempt)
  | { type: 'finish'; outcome: EndedState };

/** Tries of one undo in strict order before the remaining undos continue without it. */
const keepsFailing = 3;

/** The interval at which a wait without an end is checked. */
const LONGEST_WAIT = hours(24);

/** The longest time that an open breaker parks a step beyond its policy. */
const longestPark = minutes(1);

/** How much the clocks of two machines may differ. */
const LONGEST_SKEW = seconds(30);

/**
 * The next action for a saga at the time `now` (epoch ms). Pure: no I/O, and the same journal and time always give the same result. An
 * error from the definition's functions becomes `definition-failed`.
 */
export function decide(
  definition: Definition,
  saga: Pick<SagaRecord, 'id' | 'version' | 'input' | 'createdAt' | 'journal'>,
  now: number,
): Decision {
  return decideFrom(evolve(definition, saga), now);
}

/** `decide` for a journal that has been folded already. */
export function decideFrom(progress: Progress, now: number): Decision {
  const follow = followUpDue(progress);
  if (follow) return startFollowUp(progress, follow, now);
  if (isEnded(progress.state)) return { type: 'finish', outcome: progress.state };
  if (progress.failure) return goBack(progress, now);
  return goForward(progress, now);
}

/** When the wait, or else the time limit up to the pivot, expires (epoch ms); null without a limit. */
export function deadlineOf(progress: Progress): number | null {
  if (progress.failure || ended(progress)) return null;
  const { within } = progress.definition;
  const isBound = within !== undefined && progress.cursor < pivotIndex(progress.definition);
  const ofSaga = isBound ? progress.record.createdAt + within : Infinity;
  const here = progress.steps[progress.cursor];
  const until = Math.min(ofSaga, here?.until ?? Infinity);
  return until === Infinity ? null : until;
}

function startFollowUp(progress: Progress, follow: (state: State) => FollowUp, now: number): Decision {
  const { followUp: here = followUpWork() } = progress;
  const resting = rest(here, 'do', now);
  if (resting) return resting;
  const facts = factsOf(progress, here, 'do');
  try {
    return { type: 'start-follow-up', followUp: followUpOf(progress.record.id, follow(stateFor(progress))), ...facts };
  } catch (error) {
    return definitionFailed(facts, 'do', error);
  }
}

function goForward(progress: Progress, now: number): Decision {
  const here = progress.steps[progress.cursor] as StepProgress;
  const { step } = here;
  const deadline = deadlineOf(progress) ?? Infinity;
  if (now >= deadline) {
    if (step.kind === 'wait' && step.onExpiry) return { type: 'run-out', step: step.name };
    const ofWait = step.kind === 'wait' && now >= (here.until ?? Infinity);
    const { expires: reason } = ofWait ? step : progress.definition;
    return { type: 'expire', step: step.name, of: ofWait ? 'wait' : 'saga', reason };
  }
  // an expired wait that needs attention is checked from time to time
  if (step.kind === 'wait' && !isUndecided(here))
    return {
      type: 'wait',
      step: step.name,
      signal: step.name,
      until: deadline === Infinity ? now + LONGEST_WAIT : deadline,
    };
  if (wayInDoubt(progress)) return backOut(progress, here, now, deadline);
  const resting = rest(here, 'do', now);
  if (resting) return { ...resting, until: Math.min(resting.until, deadline) };
  const facts = factsOf(progress, here, 'do');
  try {
    if (step.kind === 'wait' || isUndecided(here))
      return { type: 'decide', step: step.name, wait: decideOn(progress, step) };
    const command = commandOf(step.name, step.command(stateFor(progress)));
    return { type: 'send', command, timeoutMs: Math.min(step.attemptTimeout, deadline - now), ...facts };
  } catch (error) {
    return definitionFailed(facts, 'do', error);
  }
}

/** The commands that are sent together with the current step: the rest of its group. Empty for a step without a group. */
export function sentTogether(progress: Progress, now: number): Sending[] {
  const { steps, cursor } = progress;
  if (progress.failure || groupOf(steps[cursor]?.step) === undefined) return [];
  const deadline = deadlineOf(progress) ?? Infinity;
  return steps.slice(cursor + 1, groupEnd(steps, cursor)).flatMap((here): Sending[] => {
    const { step, status } = here;
    if (step.kind === 'wait' || status !== 'running' || isUndecided(here)) return [];
    try {
      const command = commandOf(step.name, step.command(stateFor(progress)));
      const timeoutMs = Math.min(step.attemptTimeout, deadline - now);
      return [{ type: 'send', command, timeoutMs, ...factsOf(progress, here, 'do') }];
    } catch {
      // its error is reported when it is its turn
      return [];
    }
  });
}

/** Undoes a way that is in doubt, before the next one is tried. */
function backOut(progress: Progress, here: StepProgress, now: number, deadline: number): Decision {
  const resting = rest(here, 'undo', now);
  if (resting) return { ...resting, until: Math.min(resting.until, deadline) };
  const { error: detail } = here.do;
  const failure = { step: here.step.name, reason: 'FAILED', ...(detail === undefined ? {} : { detail }) };
  return undoOf(progress, here, { ...stateFor(progress), failure });
}

function undoOf(progress: Progress, here: StepProgress, state: State): Decision {
  const { step } = here;
  const facts = factsOf(progress, here, 'undo');
  try {
    if (step.kind !== 'undoable' || step.compensate === 'nothing') throw new Error('it has no undo');
    const command = commandOf(step.name, step.compensate(state));
    return { type: 'undo', command, timeoutMs: step.attemptTimeout, ...facts };
  } catch (error) {
    return definitionFailed(facts, 'undo', error);
  }
}

/** Undoes in reverse order. An undo that keeps failing or is unreachable does not block those after it. */
function goBack(progress: Progress, now: number): Decision {
  const sleeps: Extract<Decision, { type: 'sleep' }>[] = [];
  for (const here of undosLeft(progress)) {
    const resting = rest(here, 'undo', now);
    if (!resting) return undoOf(progress, here, stateFor(progress));
    sleeps.push(resting);
    if (here.undo.parked === undefined && here.undo.failures < keepsFailing && !needsAttention(here)) break;
  }
  return sleeps.reduce((soonest, sleep) => (sleep.until < soonest.until ? sleep : soonest));
}

function rest(here: StepProgress, phase: Phase, now: number): Extract<Decision, { type: 'sleep' }> | undefined {
  const { restUntil, parked, parkedFor = 0, denied, pause } = here[phase];
  if (restUntil === undefined || restUntil <= now) return undefined;
  // no rest is this long: the time was written by a clock that was ahead, this one's before it was set back or another machine's
  const grown = pause !== undefined || (forEver(here, phase) && (denied || needsAttention(here)));
  const usual = grown ? LONGEST_REST : Math.max(policyOf(here, phase).max, longestPark);
  // a participant may ask for more; clocks that write and read it may differ a little
  const longest = Math.max(usual, parkedFor + LONGEST_SKEW);
  if (restUntil - now > longest) return undefined;
  const why = parked ?? here[phase].error ?? 'retry';
  return { type: 'sleep', step: here.step.name, phase, until: restUntil, why, ...(pause ? { pause } : {}) };
}

const policyOf = ({ step }: StepProgress, phase: Phase): RetryPolicy =>
  phase === 'undo' || step.kind === 'wait' ? untilAnswered : step.retry;

/** Only an answer ends it. */
const forEver = ({ step }: StepProgress, phase: Phase): boolean => phase === 'undo' || step.kind !== 'undoable';

function factsOf(progress: Progress, here: StepProgress, phase: Phase): Attempt {
  const { step } = here;
  const retry = policyOf(here, phase);
  const { attempts, row, parkedRow } = here[phase];
  return {
    step: step.name,
    key: commandKey(progress.record.id, step.name, phase),
    attempt: attempts + 1,
    row,
    parkedRow,
    retry,
    forEver: forEver(here, phase),
    last: phase === 'do' && step.kind === 'undoable' && attempts + 1 >= retry.attempts,
    refusable: phase === 'do' && step.kind !== 'retriable',
    otherWay: phase === 'do' && hasOtherWay(step) && !isUndecided(here),
  };
}

const definitionFailed = (facts: Attempt, phase: Phase, error: unknown): Decision => ({
  type: 'definition-failed',
  phase,
  error: definitionError(facts.step, error),
  ...facts,
});
