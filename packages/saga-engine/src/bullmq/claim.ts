import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

const CLAIM = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const GIVE_UP = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** A task that only one of several processes does at a time. */
export interface Claim {
  /** Whether this process holds the claim for the next `ms`. Rejects while Redis is away. */
  mine(): Promise<boolean>;
  /** Releases the claim at once. */
  giveUp(): Promise<void>;
}

/**
 * Claims `key` in Redis for `ms` milliseconds at a time. The claim only saves work: it must be harmless when two processes do it at once.
 */
export function claim(redis: Redis, key: string, ms: number): Claim {
  const me = randomUUID();
  return {
    mine: async () => (await redis.eval(CLAIM, 1, key, me, ms)) === 1,
    giveUp: async () => {
      await redis.eval(GIVE_UP, 1, key, me).catch(() => undefined);
    },
  };
}
