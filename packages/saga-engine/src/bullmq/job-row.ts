import type { Redis } from 'ioredis';
import { jobIdOf, keysOf, QUEUE_PREFIX } from './sagas-queue.js';

/** The last lines of a saga's log that are kept: a saga that fails for weeks must not fill Redis. */
const LINES = 500;

/** Fields in a job's hash in addition to BullMQ's own. */
export interface JobFields {
  readonly name?: string;
  readonly data?: string;
  readonly progress?: string;
  readonly priority?: number;
  /** Milliseconds from when the job was added until it is due, as dashboards compute it; BullMQ's own value counts from the job's move. */
  readonly delay?: number;
  /** Since when it should run, or when it will be due (epoch ms). */
  readonly due?: number;
  /** It waits for a place at its participant, or rests after a failed run, at most until then (epoch ms); 0 when it does neither. */
  readonly placeUntil?: number;
  /** What the process that left it to another lacked: `LeftToAnother` as JSON. */
  readonly left?: string;
}

// a hash created by a late write would not be a job, and would prevent the saga's next job from being added
const SHOW = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local fields = tonumber(ARGV[3])
if fields > 0 then redis.call('HSET', KEYS[1], unpack(ARGV, 4, 3 + fields)) end
if #ARGV > 3 + fields and redis.call('RPUSH', KEYS[2], unpack(ARGV, 4 + fields)) > tonumber(ARGV[1]) then
  redis.call('LTRIM', KEYS[2], -ARGV[1], -1)
end
if ARGV[2] == '0' then return 0 end
return redis.call('HDEL', KEYS[1], 'woken')`;

// `woken` is set before the job's place is read: a run that is about to rest either sees it, or is seen to rest
const WAKE = `
local there = redis.call('HMGET', KEYS[1], 'timestamp', 'finishedOn', 'failedReason', 'priority')
if not there[1] then return 'absent' end
if there[2] then
  if ARGV[5] == '1' then return 'ended' end
  return there[3] and 'failed' or 'completed'
end
local lower = tonumber(ARGV[3]) < tonumber(there[4] or '0')
if redis.call('ZSCORE', KEYS[3], ARGV[1]) then return lower and 'raise' or 'queued' end
redis.call('HSET', KEYS[1], 'woken', 1)
if lower then redis.call('HSET', KEYS[1], 'priority', ARGV[3]) end
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'data', ARGV[4]) end
if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 'queued' end
redis.call('HSET', KEYS[1], 'due', ARGV[2], 'placeUntil', 0)
return 'delayed'`;

/** Where a saga's job was when it was woken. */
type Found = 'absent' | 'ended' | 'completed' | 'failed' | 'raise' | 'queued' | 'delayed';

/** Writes fields that BullMQ has no call for, in one round trip each, and only into existing jobs. */
export interface JobRows {
  /** Sets the fields and adds the lines to the job's log. */
  show(jobId: string, fields: JobFields, lines: readonly string[]): Promise<unknown>;
  /** The same at the end of a run; returns whether the saga was woken since the last call. */
  end(jobId: string, fields: JobFields, lines: readonly string[]): Promise<boolean>;
  /**
   * Records that the saga was woken; returns where its job was, which decides what is left to do. `liveOnly`: does nothing once it has
   * ended.
   */
  wake(sagaId: string, priority: number, data: object | undefined, liveOnly?: boolean): Promise<Found>;
}

/** Reads and writes the fields of jobs over this connection. */
export function jobRows(redis: Redis, prefix = QUEUE_PREFIX): JobRows {
  const keyOf = keysOf(prefix);
  const [show, wake] = [scriptOf(redis, 'showJob', SHOW, 2), scriptOf(redis, 'wakeJob', WAKE, 3)];
  const set = (jobId: string, fields: JobFields, lines: readonly string[], ending: 0 | 1) => {
    const job = keyOf(jobId);
    const pairs = Object.entries(fields).flat() as (string | number)[];
    return show(job, `${job}:logs`, LINES, ending, pairs.length, ...pairs, ...lines);
  };
  return {
    show: (jobId, fields, lines) => set(jobId, fields, lines, 0),
    end: async (jobId, fields, lines) => (await set(jobId, fields, lines, 1)) === 1,
    async wake(sagaId, priority, data, liveOnly = false) {
      const id = jobIdOf(sagaId);
      const keys = [keyOf(id), keyOf('delayed'), keyOf('prioritized')];
      const args = [id, Date.now(), priority, data ? JSON.stringify(data) : '', liveOnly ? 1 : 0];
      return (await wake(...keys, ...args)) as Found;
    },
  };
}

type Script = (...args: (string | number)[]) => Promise<unknown>;

function scriptOf(redis: Redis, name: string, lua: string, numberOfKeys: number): Script {
  redis.defineCommand(name, { lua, numberOfKeys });
  return (...args) => (redis as unknown as Record<string, Script>)[name]!(...args);
}
