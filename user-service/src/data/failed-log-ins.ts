import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { tooManyFailures } from '../domain/refusals.js';

/** Failures in a row that are answered as such; the next one closes the account to log-ins. */
const FAILURES = 9;
const CLOSED_SECONDS = 60;
/** A row is forgotten after a day without the account being closed. */
const ROW_SECONDS = 24 * 60 * 60;
const LIMITS = { points: FAILURES, duration: ROW_SECONDS, blockDuration: CLOSED_SECONDS };

/**
 * Failed log-ins in a row, per account, whether or not there is one: counted in Redis for all replicas, and in
 * memory while Redis is away. The tenth closes the account to log-ins for a minute.
 */
export class FailedLogIns {
  readonly #rows: RateLimiterRedis;

  constructor(redis: Redis) {
    this.#rows = new RateLimiterRedis({
      ...LIMITS,
      storeClient: redis,
      keyPrefix: 'users:failed-log-ins',
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ ...LIMITS, keyPrefix: 'users:failed-log-ins' }),
    });
  }

  /** Throws 429 while the account is closed. */
  async admit(account: string): Promise<void> {
    const row = await this.#rows.get(keyOf(account));
    if (!row || row.consumedPoints <= FAILURES) return;
    // counted, but lost before it was closed for a minute only
    if (row.msBeforeNext > CLOSED_SECONDS * 1000) await this.#rows.block(keyOf(account), CLOSED_SECONDS);
    throw tooManyFailures(waitOf(row));
  }

  /** Counts a failure. Throws 429 when it closed the account, or another did meanwhile. */
  async failed(account: string): Promise<void> {
    try {
      await this.#rows.consume(keyOf(account));
    } catch (error) {
      throw error instanceof RateLimiterRes ? tooManyFailures(waitOf(error)) : error;
    }
  }

  /** Ends the row. Throws 429 when the account was closed while the password was being checked. */
  async succeeded(account: string): Promise<void> {
    await this.admit(account);
    await this.#rows.delete(keyOf(account));
  }
}

// an address is personal and may hold anything; its hash is neither
const keyOf = (account: string): string => createHash('sha256').update(account).digest('base64url');

const waitOf = ({ msBeforeNext }: RateLimiterRes): number =>
  Math.min(CLOSED_SECONDS, Math.max(1, Math.ceil(msBeforeNext / 1000)));
