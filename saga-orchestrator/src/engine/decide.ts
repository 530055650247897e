import { pivotIndex, type Definition, type FollowUp, type State, type WaitStep } from './definition.js';
import { minutes } from './duration.js';
import { evolve } from './evolve.js';
import type { Phase, SagaRecord } from './journal.js';
import type { Command } from './participant.js';
import { ended, needsAttention, stateFor, undosLeft, type Progress, type StepProgress } from './progress.js';
import { untilAnswered, type RetryPolicy } from './retry.js';

interface Attempt {
  readonly step: string;
  /** The same at every attempt, so that the participant knows a duplicate. */
  readonly key: string;
  readonly attempt: number;
  /** Times that it could not be sent at all. */
  readonly parks: number;
  readonly retry: RetryPolicy;
  /** A failure of this attempt ends the tries; a refusal of it turns the saga round. */
  readonly last: boolean;
  readonly refusable: boolean;
}

/** The next thing to do. Times are epoch milliseconds, `timeoutMs` is a length. */
export type Decision =
  | ({ type: 'send' | 'undo'; command: Command; timeoutMs: number } & Attempt)
  /** The definition's own function threw, so there is nothing to send: counts as a failed attempt. */
  | ({ type: 'stumble'; phase: Phase; error: string } & Attempt)
  | { type: 'wait'; step: string; signal: string; until: number }
  | { type: 'sleep'; step: string; phase: Phase; until: number; why: string }
  | { type: 'expire'; step: string; of: 'wait' | 'saga'; reason: string }
  | { type: 'start-follow-up'; followUp: FollowUp }
  | { type: 'finish'; outcome: 'COMPLETED' | 'COMPENSATED' | 'RESOLVED' };

/** Tries of one undo in strict order before the undos behind it go on without it. */
const keepsFailing = 3;

/** The longest that an open breaker parks a step beyond its policy. */
const longestPark = minutes(1);

/**
 * The next thing to do for a saga at the time `now` (epoch ms). Pure: no I/O, and the same journal and time always give
 * the same answer. Throws only what `unless`, a computed `within` or `onLateCancel` throws.
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
  if (ended(progress)) return ending(progress);
  if (progress.failure) return goBack(progress, now);
  return goForward(progress, now);
}

/** When the wait, or else the time up to the pivot, runs out (epoch ms); null when nothing does. */
export function deadlineOf(progress: Progress): number | null {
  if (progress.failure || ended(progress) || progress.cursor >= pivotIndex(progress.definition)) return null;
  const { within } = progress.definition;
  const ofSaga = within === undefined ? Infinity : progress.record.createdAt + within;
  const here = progress.steps[progress.cursor]?.step;
  const until = Math.min(ofSaga, here?.kind === 'wait' ? waitEnds(progress, here) : Infinity);
  return until === Infinity ? null : until;
}

function waitEnds(progress: Progress, step: WaitStep): number {
  const within = typeof step.within === 'function' ? step.within(stateFor(progress)) : step.within;
  return progress.reachedAt + within;
}

function ending(progress: Progress): Decision {
  const { onLateCancel } = progress.definition;
  if (progress.state === 'COMPLETED' && progress.lateCancel && !progress.followedUp && onLateCancel)
    return { type: 'start-follow-up', followUp: onLateCancel(stateFor(progress)) };
  return { type: 'finish', outcome: progress.state as 'COMPLETED' | 'COMPENSATED' | 'RESOLVED' };
}

function goForward(progress: Progress, now: number): Decision {
  const here = progress.steps[progress.cursor] as StepProgress;
  const { step } = here;
  const deadline = deadlineOf(progress) ?? Infinity;
  if (now >= deadline) {
    const ofWait = step.kind === 'wait' && now >= waitEnds(progress, step);
    const { expires: reason } = ofWait ? step : progress.definition;
    return { type: 'expire', step: step.name, of: ofWait ? 'wait' : 'saga', reason };
  }
  if (step.kind === 'wait') return { type: 'wait', step: step.name, signal: step.name, until: deadline };
  const resting = rest(here, 'do', now);
  if (resting) return { ...resting, until: Math.min(resting.until, deadline) };
  const timeoutMs = Math.min(step.attemptTimeout, deadline - now);
  return attempt(progress, here, 'do', step.command, timeoutMs);
}

/** Undoes in reverse. One that keeps failing or cannot be reached does not hold up those behind it. */
function goBack(progress: Progress, now: number): Decision {
  const sleeps: Extract<Decision, { type: 'sleep' }>[] = [];
  for (const here of undosLeft(progress)) {
    const resting = rest(here, 'undo', now);
    if (!resting) {
      const { step } = here;
      if (step.kind !== 'undoable' || step.compensate === 'nothing') continue;
      return attempt(progress, here, 'undo', step.compensate, step.attemptTimeout);
    }
    sleeps.push(resting);
    if (here.undo.parked === undefined && here.undo.failures < keepsFailing && !needsAttention(here)) break;
  }
  return sleeps.reduce((soonest, sleep) => (sleep.until < soonest.until ? sleep : soonest));
}

function rest(here: StepProgress, phase: Phase, now: number): Extract<Decision, { type: 'sleep' }> | undefined {
  const { restUntil, parked } = here[phase];
  if (restUntil === undefined || restUntil <= now) return undefined;
  // nobody rests for so long: a clock that was ahead wrote it, this one's before it was set back or another machine's
  if (restUntil - now > Math.max(policyOf(here, phase).max, longestPark)) return undefined;
  return { type: 'sleep', step: here.step.name, phase, until: restUntil, why: parked ?? here[phase].error ?? 'retry' };
}

const policyOf = ({ step }: StepProgress, phase: Phase): RetryPolicy =>
  phase === 'undo' || step.kind === 'wait' ? untilAnswered : step.retry;

function attempt(
  progress: Progress,
  here: StepProgress,
  phase: Phase,
  build: (state: State) => Command,
  timeoutMs: number,
): Decision {
  const { step } = here;
  if (step.kind === 'wait') throw new Error(`${step.name} is a wait; there is nothing to send.`);
  const retry = policyOf(here, phase);
  const number = here[phase].attempts + 1;
  const facts: Attempt = {
    step: step.name,
    key: `${progress.record.id}.${step.name}${phase === 'undo' ? '.undo' : ''}`,
    attempt: number,
    parks: here[phase].parks,
    retry,
    last: phase === 'do' && step.kind === 'undoable' && number >= retry.attempts,
    refusable: phase === 'do' && step.kind !== 'retriable',
  };
  try {
    const command = build(stateFor(progress));
    return { type: phase === 'do' ? 'send' : 'undo', command, timeoutMs, ...facts };
  } catch (error) {
    return { type: 'stumble', phase, error: `The definition of ${step.name} failed: ${String(error)}`, ...facts };
  }
}
