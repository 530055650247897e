import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Problem } from '@shop/common/errors';
import { pause } from '@shop/common/time';
import { OneAtATime } from '../crypto/one-at-a-time.js';
import { tooManyAtOnce, tooManyFailures } from '../domain/refusals.js';

/** The failure in a row that closes the row to further attempts. */
const CLOSING = 10;
const CLOSED_SECONDS = 60;
/** A row that was not closed expires after a day, seconds. */
const ROW_SECONDS = 24 * 60 * 60;
const LIMITS = { points: CLOSING, duration: ROW_SECONDS };
/** How long a right password waits for the end of its row, milliseconds. Without an answer Redis ends it when it can. */
const END_MS = 200;

/**
 * Counts failed attempts in a row at a password: in Redis for all replicas, and in memory while Redis is away. The tenth closes the row for
 * a minute. An attempt is counted before its password is checked, and uncounted if it is right: of any number of concurrent attempts at
 * most ten are checked.
 */
export class FailedLogIns {
  readonly #rows: RateLimiterRedis;
  readonly #inTurn = new OneAtATime();

  constructor(redis: Redis) {
    this.#rows = new RateLimiterRedis({
      ...LIMITS,
      storeClient: redis,
      keyPrefix: 'users:failed-log-ins',
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ ...LIMITS, keyPrefix: 'users:failed-log-ins' }),
    });
  }

  /**
   * Makes one attempt of a row, after those before it: `look` resolves to undefined when the password is wrong, and so does this method.
   * Any other value ends the row. Throws 429 while the row is closed, for the attempt that closes it, and when `waiting` attempts wait
   * already.
   */
  attempt<T>(row: string, waiting: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const key = keyOf(row);
    const one = async () => {
      const failures = await this.#count(key);
      const found = await look().catch(async (error: unknown) => {
        // neither right nor wrong
        await this.#rows.reward(key, 1).catch(() => undefined);
        throw error;
      });
      if (found !== undefined) await Promise.race([this.#end(key), pause(END_MS)]);
      else if (failures >= CLOSING) throw await this.#closed(key);
      return found;
    };
    return this.#inTurn.run(key, waiting, tooManyAtOnce, one);
  }

  /** Ends a row. While Redis is away it ends by itself. */
  async forget(row: string): Promise<void> {
    await this.#end(keyOf(row));
  }

  async #end(key: string): Promise<void> {
    await this.#rows.delete(key).catch(() => undefined);
  }

  /** The number that this attempt has if it fails. Throws 429 when there are as many already. */
  async #count(key: string): Promise<number> {
    try {
      return (await this.#rows.consume(key)).consumedPoints;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      // attempts that have not ended yet, or that a process left when it died, have not closed the row
      if (error.msBeforeNext > CLOSED_SECONDS * 1000) throw await this.#closed(key);
      throw tooManyFailures(waitOf(error));
    }
  }

  async #closed(key: string): Promise<Problem> {
    await this.#rows.block(key, CLOSED_SECONDS);
    return tooManyFailures(CLOSED_SECONDS);
  }
}

// an address is personal and may hold anything; its hash is neither
const keyOf = (account: string): string => createHash('sha256').update(account).digest('base64url');

const waitOf = ({ msBeforeNext }: RateLimiterRes): number =>
  Math.min(CLOSED_SECONDS, Math.max(1, Math.ceil(msBeforeNext / 1000)));
