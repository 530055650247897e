import type { Redis } from 'ioredis';
import { keysOf } from './sagas-queue.js';

/** The sagas of another database use these Redis keys. Ends a process with 78, like a bad environment. */
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
 * Records in Redis which database the queue with this prefix belongs to. The first caller sets it; throws OtherDatabase when it is another
 * database. Redis may lose the record at any time: then the next caller sets it again.
 */
export async function assertOneDatabase(redis: Redis, prefix: string, identity: string): Promise<void> {
  const key = keysOf(prefix)('database');
  // read first: a full Redis refuses every SET
  const known = await redis.get(key);
  const isFirst = known === null && (await redis.set(key, identity, 'NX')) === 'OK';
  // lost between the two: no other database owns it
  const owner = isFirst ? identity : (known ?? (await redis.get(key)) ?? identity);
  if (owner !== identity) throw new OtherDatabase(prefix, key);
}
