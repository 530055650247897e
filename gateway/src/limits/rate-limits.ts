import { Problem } from '@shop/common/errors';
import type { Logger } from '@shop/common/logging/logger';
import { steadyNow } from '@shop/common/time';
import type { Redis } from 'ioredis';
import type { Context } from 'koa';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Leases } from './leases.js';
import { within } from './redis-deadline.js';

const WINDOW_S = 60;
/** After Redis did not answer in time, this process counts on its own for this long. */
const ALONE_MS = 1_000;

interface Count {
  /** Negative past the limit. */
  readonly left: number;
  readonly resetS: number;
}

/**
 * One limit over all gateways, kept in Redis; while Redis is unavailable each gateway counts on its own. A gateway takes several of the
 * remaining requests at once, so that it need not ask Redis for each. Together the gateways never exceed the limit, and the last requests
 * are taken one by one.
 */
export class RateLimit {
  readonly #name: string;
  readonly #points: number;
  readonly #shared: RateLimiterRedis;
  readonly #own: RateLimiterMemory;
  readonly #redis: Redis;
  readonly #logger: Logger;
  readonly #leases = new Leases();
  readonly #asking = new Map<string, Promise<Count>>();
  #aloneUntil = 0;

  /** `points` requests a minute for each key. */
  constructor(name: string, points: number, redis: Redis, logger: Logger) {
    const options = { points, duration: WINDOW_S, keyPrefix: `shop:limit:${name}` };
    this.#name = name;
    this.#points = points;
    this.#redis = redis;
    this.#logger = logger;
    this.#shared = new RateLimiterRedis({ ...options, storeClient: redis, inMemoryBlockOnConsumed: points + 1 });
    this.#own = new RateLimiterMemory(options);
  }

  /** Counts one request and sets the answer's rate limit headers. Throws 429 RATE_LIMITED past the limit. */
  take(ctx: Context, key: string): Promise<void> | void {
    const counted = this.#leases.use(key);
    if (counted) return this.#setHeaders(ctx, counted);
    return this.#consume(key).then((count) => this.#setHeaders(ctx, count));
  }

  #setHeaders(ctx: Context, { left, resetS }: Count): void {
    ctx.set('ratelimit-policy', `"${this.#name}";q=${this.#points};w=${WINDOW_S}`);
    ctx.set('ratelimit', `"${this.#name}";r=${Math.max(0, left)};t=${resetS}`);
    if (left < 0)
      throw new Problem(429, 'RATE_LIMITED', {
        detail: `At most ${this.#points} ${this.#name} a minute; try again in ${resetS} s.`,
        retryAfter: resetS,
      });
  }

  async #consume(key: string): Promise<Count> {
    if (this.#redis.status !== 'ready' || steadyNow() < this.#aloneUntil) return read(this.#own.consume(key));
    // one call at a time for each key: concurrent calls would take more than is left, and be refused too early
    const before = this.#asking.get(key);
    if (before) {
      await before;
      return this.#leases.use(key) ?? this.#consume(key);
    }
    const asked = this.#ask(key).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    return asked;
  }

  /** Takes requests from Redis and uses one of them. Never rejects. */
  async #ask(key: string): Promise<Count> {
    const wanted = this.#leases.wanted(key);
    try {
      const result = await countLeft(within(this.#shared.consume(key, wanted)));
      if (!result.allowed) return countOf(result);
      this.#leases.add(key, wanted - 1, result);
      // requests counted in Redis also count here, for when this gateway has to count on its own
      await this.#own.penalty(key, wanted);
      return countOf({ ...result, left: result.left + wanted - 1 });
    } catch (error) {
      this.#aloneUntil = steadyNow() + ALONE_MS;
      this.#logger.warn('Redis does not count requests; this gateway counts by itself', { error });
      return read(this.#own.consume(key));
    }
  }
}

const read = async (consumed: Promise<RateLimiterRes>): Promise<Count> => countOf(await countLeft(consumed));

const countOf = ({ left, resetMs }: { left: number; resetMs: number }): Count => ({
  left,
  resetS: Math.max(1, Math.ceil(resetMs / 1000)),
});

/** The remaining requests, negative past the limit; a limiter rejects with that result, or with an error. */
async function countLeft(
  consumed: Promise<RateLimiterRes>,
): Promise<{ left: number; resetMs: number; allowed: boolean }> {
  const { result, allowed } = await consumed.then(
    (result) => ({ result, allowed: true }),
    (reason: unknown) => {
      if (reason instanceof RateLimiterRes) return { result: reason, allowed: false };
      throw reason;
    },
  );
  return { left: allowed ? result.remainingPoints : -1, resetMs: result.msBeforeNext, allowed };
}
