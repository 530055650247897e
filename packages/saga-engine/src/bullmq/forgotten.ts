import { seconds } from '@shop/common/time';
import type { Redis } from 'ioredis';
import type { Needs } from '../core/not-mine.js';
import type { Due } from '../core/ports.js';
import { jobIdOf, keysOf } from './sagas-queue.js';

/** A saga whose job ended longer ago than this, while its journal has something left to do, counts as forgotten. */
const ENDED_MS = seconds(5);
/** A run that began longer ago, and whose saga is overdue, counts as hung, whoever holds its job: no attempt takes so long. */
export const SILENT_MS = seconds(30);
/** The job of a due saga may be delayed by at most this, milliseconds. */
const LATE_MS = seconds(1);

/** Recorded in a job that a process left to another one, with what its saga needs; the job rests until then (epoch ms). */
export interface LeftToAnother extends Needs {
  readonly until: number;
}

/** The parts of a job that the sweep needs: fields of its hash, its delay, and the holder of its lock. */
interface Seen {
  readonly timestamp: string | null;
  readonly finishedOn: string | null;
  readonly placeUntil: string | null;
  readonly left: string | null;
  readonly delayedUntil: number | undefined;
  readonly processedOn: string | null;
  readonly lock: string | null;
}

/** Returns the sagas that nothing in the queue would wake in time: their job is missing, has ended, is due later, or hangs. */
export function forgottenIn(
  redis: Redis,
  prefix: string,
  isKnown: (needs: Needs) => boolean,
): (sagas: readonly Due[], now: number) => Promise<readonly Due[]> {
  const key = keysOf(prefix);
  return async (sagas, now) => {
    if (sagas.length === 0) return [];
    const pipeline = redis.pipeline();
    for (const { id } of sagas) {
      const job = key(jobIdOf(id));
      pipeline.hmget(job, 'timestamp', 'finishedOn', 'placeUntil', 'processedOn', 'left');
      pipeline.zscore(key('delayed'), jobIdOf(id));
      pipeline.get(`${job}:lock`);
    }
    const answers = (await pipeline.exec()) ?? [];
    const answer = <T>(index: number): T => {
      const [error, value] = answers[index] ?? [new Error('Redis gave no answer')];
      if (error) throw error;
      return value as T;
    };
    return sagas.filter((saga, index) => {
      const [timestamp, finishedOn, placeUntil, processedOn, left] = answer<(string | null)[]>(index * 3);
      const score = answer<string | null>(index * 3 + 1);
      const lock = answer<string | null>(index * 3 + 2);
      const delayedUntil = score === null ? undefined : timeOf(score);
      return isForgotten(
        saga,
        { timestamp, finishedOn, placeUntil, processedOn, left, lock, delayedUntil } as Seen,
        isKnown,
        now,
      );
    });
  };
}

/** BullMQ stores a time in milliseconds and, in the last 12 bits, a sequence within it. */
export const timeOf = (score: string): number => Math.floor(Number(score) / 0x1000);

function isForgotten({ nextActionAt }: Due, seen: Seen, isKnown: (needs: Needs) => boolean, now: number): boolean {
  if (seen.timestamp === null) return true;
  if (seen.finishedOn !== null) return Number(seen.finishedOn) < now - ENDED_MS;
  if (nextActionAt > now) return false;
  const { delayedUntil } = seen;
  if (delayedUntil !== undefined) return delayedUntil > now + LATE_MS && !mayRest(seen, delayedUntil, isKnown);
  return seen.lock !== null && Number(seen.processedOn) < now - SILENT_MS;
}

/** Whether the job has a reason to rest until then: it waits for a place, or for an orchestrator that has what it needs. */
function mayRest({ placeUntil, left }: Seen, until: number, isKnown: (needs: Needs) => boolean): boolean {
  const needs = left === null ? undefined : (JSON.parse(left) as LeftToAnother);
  // otherwise the record is from an earlier run and no longer applies
  if (needs && needs.until >= until) return !isKnown(needs);
  return Number(placeUntil ?? 0) >= until;
}
