import { hours, minutes, seconds } from './duration.js';

/** How a command is tried again after a transient failure. Times in milliseconds. */
export interface RetryPolicy {
  /** Tries before the outcome counts as in doubt and the saga compensates; the pivot and what follows ignore it. */
  readonly attempts: number;
  readonly first: number;
  readonly max: number;
  /** Failed or parked tries after which a step that may not give up asks for a human (default 5). */
  readonly attentionAfter?: number;
}

/** Some twenty seconds of tries, long enough for a participant to restart; then undo. */
export const patiently: RetryPolicy = { attempts: 8, first: 200, max: seconds(10) };

/** Only a definite answer ends it. */
export const untilAnswered: RetryPolicy = { attempts: Infinity, first: 200, max: minutes(1) };

/** Failed or parked tries after which a step that may not give up needs attention. */
export const attentionAfter = (policy: RetryPolicy): number => policy.attentionAfter ?? 5;

/** The longest rest of what is tried for ever. */
export const LONGEST_REST = hours(1);

/**
 * Milliseconds to rest after so many failures in a row of something that is tried until it is answered: as `backoff` says while it
 * may be an outage, then doubling up to an hour, from the first refusal on, and once a human should look.
 */
export function growingRest(policy: RetryPolicy, row: number, refused: boolean, random: number): number {
  const beyond = row - attentionAfter(policy);
  if (refused) return backoff({ ...policy, max: LONGEST_REST }, row, random);
  if (beyond <= 0) return backoff(policy, row, random);
  return backoff({ ...policy, first: policy.max, max: LONGEST_REST }, beyond + 1, random);
}

/**
 * Milliseconds to wait after failed attempt `attempt` (from 1): doubling, capped at `max`, and spread over the upper
 * half by `random` (0 to 1) so that sagas which failed together do not come back together.
 */
export function backoff(policy: Pick<RetryPolicy, 'first' | 'max'>, attempt: number, random: number): number {
  const whole = Math.min(policy.max, policy.first * 2 ** (attempt - 1));
  return Math.round(whole / 2 + (whole / 2) * random);
}
