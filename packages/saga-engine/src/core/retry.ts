import { hours, minutes, seconds } from './duration.js';

/** How a command is retried after a transient failure. Times in milliseconds. */
export interface RetryPolicy {
  /** Attempts before the outcome counts as in doubt and the saga compensates; ignored for the pivot and later steps. */
  readonly attempts: number;
  readonly first: number;
  readonly max: number;
  /** Failed or parked attempts after which a step that must not give up needs attention (default 5). */
  readonly attentionAfter?: number;
}

/** About twenty seconds of attempts, long enough for a participant to restart; then undo. */
export const defaultRetry: RetryPolicy = { attempts: 8, first: 200, max: seconds(10) };

/** Retried until a definite answer. */
export const untilAnswered: RetryPolicy = { attempts: Infinity, first: 200, max: minutes(1) };

/** Failed or parked attempts after which a step that must not give up needs attention. */
export const attentionAfter = (policy: RetryPolicy): number => policy.attentionAfter ?? 5;

/** More would exceed what a number holds. */
const MOST_DOUBLINGS = 100;

/** The longest rest of an action that is retried forever. */
export const LONGEST_REST = hours(1);

/**
 * The rest, in milliseconds, after this many successive failures of an action that is retried until it is answered: that of `backoff` while
 * it may be an outage; from the first refusal on, and once it needs attention, it doubles up to an hour. So a failure without a refusal
 * never rests much longer than the outage has lasted.
 */
export function growingRest(policy: RetryPolicy, row: number, refused: boolean, random: number): number {
  const soon = attentionAfter(policy);
  if (refused) return backoff({ ...policy, max: LONGEST_REST }, row, random);
  if (row <= soon) return backoff(policy, row, random);
  // also of a policy that begins without a rest
  const first = Math.min(policy.max, Math.max(policy.first, defaultRetry.first) * 2 ** soon);
  return backoff({ first, max: LONGEST_REST }, row - soon, random);
}

/**
 * The wait, in milliseconds, after failed attempt `attempt` (from 1): doubling, capped at `max`, with jitter over the upper half by
 * `random` (0 to 1), so that sagas that failed together do not return together.
 */
export function backoff(policy: Pick<RetryPolicy, 'first' | 'max'>, attempt: number, random: number): number {
  const whole = Math.min(policy.max, policy.first * 2 ** Math.min(attempt - 1, MOST_DOUBLINGS));
  return Math.round(whole / 2 + (whole / 2) * random);
}
