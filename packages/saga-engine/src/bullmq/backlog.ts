import type { Redis } from 'ioredis';
import { timeOf } from './forgotten.js';
import { PRIORITIES } from './priorities.js';
import { keysOf } from './sagas-queue.js';

/** BullMQ's score of a job: its priority and, within it, the order of arrival. */
const SCORE = 0x1_0000_0000;

/**
 * How long the oldest saga has been waiting for a worker, milliseconds; 0 when none waits. Within each priority the first is the oldest.
 * Sagas that rest, or wait for a place at a participant, do not count: more workers would not help them.
 */
export async function backlogAgeMs(redis: Redis, prefix: string, now: number): Promise<number> {
  const key = keysOf(prefix);
  const firsts = redis.pipeline();
  for (const priority of PRIORITIES)
    firsts.zrangebyscore(key('prioritized'), priority * SCORE, (priority + 1) * SCORE - 1, 'LIMIT', 0, 1);
  firsts.lrange(key('wait'), -1, -1);
  firsts.zrange(key('delayed'), '0', '0', 'WITHSCORES');
  const answers = (await firsts.exec()) ?? [];
  const found = answers.map(([error, value]) => {
    if (error) throw error;
    return value as string[];
  });
  const [, late] = found.pop() ?? [];
  const times = await dueOf(redis, found.flat().map(key));
  const since = Math.min(now, ...times, late === undefined ? now : timeOf(late));
  return now - since;
}

/** The time from which these jobs should have run: as recorded when they rested last, else when they were added. */
async function dueOf(redis: Redis, jobs: readonly string[]): Promise<number[]> {
  const fields = redis.pipeline();
  for (const job of jobs) fields.hmget(job, 'due', 'timestamp');
  const answers = (await fields.exec()) ?? [];
  return answers.flatMap(([error, value]) => {
    const [due, timestamp] = error ? [] : (value as (string | null)[]);
    const since = Number(due ?? timestamp);
    return since > 0 ? [since] : [];
  });
}
