import { days, hours, seconds } from '@shop/common/time';

/** The retry schedule of a delivery. */
export interface RetrySchedule {
  /** Before the second attempt, milliseconds; each further rest is four times as long. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** From the first attempt to the last. */
  readonly totalMs: number;
}

/** 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, then 12 h until three days have passed: about thirteen attempts. */
export const THREE_DAYS: RetrySchedule = { firstMs: seconds(5), longestMs: hours(12), totalMs: days(3) };

/** The share by which a rest may differ from the schedule, so that a receiver that recovers does not get all retries at once. */
const JITTER = 0.2;

/**
 * When a delivery that has failed `failures` times since `since` is tried again; undefined when it is given up. The last attempt is made at
 * the end of the total time. `atLeastMs` is the receiver's Retry-After.
 */
export function nextAttempt(
  { firstMs, longestMs, totalMs }: RetrySchedule,
  { failures, since, now, atLeastMs = 0 }: { failures: number; since: Date; now: Date; atLeastMs?: number },
  random: () => number = Math.random,
): Date | undefined {
  const end = since.getTime() + totalMs;
  if (now.getTime() >= end) return undefined;
  const planned = Math.min(longestMs, firstMs * 4 ** Math.min(failures - 1, 20));
  const rest = Math.max(planned * (1 - JITTER + 2 * JITTER * random()), Math.min(atLeastMs, longestMs));
  return new Date(Math.min(end, now.getTime() + rest));
}
