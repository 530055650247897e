import type { Redis } from 'ioredis';
import { keysOf } from './sagas-queue.js';

/** The sagas of another database use these keys of Redis. Ends a process with 78, as a bad environment does. */
export class OtherDatabase extends Error {
  override readonly name = 'OtherDatabase';
  readonly exitCode = 78;
  constructor(prefix: string, key: string) {
    super(
      `The sagas of another database use this Redis under ${prefix}: each would take the jobs of the other. Give this system a ` +
        'Redis or a queuePrefix of its own, or connect it to that database. If that database is gone for good, delete the key ' +
        `${key} in Redis.`,
    );
  }
}

/**
 * Keeps in Redis which database the queue with this prefix belongs to. The first who asks is who it belongs to; throws OtherDatabase when
 * that was another. Redis may lose it at any time: then whoever asks next sets it again.
 */
export async function assertOneDatabase(redis: Redis, prefix: string, identity: string): Promise<void> {
  const key = keysOf(prefix)('database');
  // read first: a Redis that is full refuses every SET
  const known = await redis.get(key);
  const isFirst = known === null && (await redis.set(key, identity, 'NX')) === 'OK';
  // lost between the two: nobody's, so not another's
  const owner = isFirst ? identity : (known ?? (await redis.get(key)) ?? identity);
  if (owner !== identity) throw new OtherDatabase(prefix, key);
}
