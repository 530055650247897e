import { createHash } from 'node:crypto';
import { Problem } from '@shop/common/errors';
import { KEY_LIFE } from '@shop/common/http/idempotency-key';
import type { Redis } from 'ioredis';
import type { Exchange } from '../http/exchange.js';
import { within } from './redis-deadline.js';

/** Statuses that guarantee no effect: the services forget the key then, and so does the gateway. */
const FORGOTTEN = new Set([400, 401, 403, 413, 415, 422, 429]);
const nothing = async () => undefined;

/** Call it with the status of the answer. Never rejects. */
export type Claim = (status: number) => Promise<void>;

/**
 * Which call each user's Idempotency-Key belongs to. A service refuses a key that belongs to another of its own calls; only the gateway can
 * see that it belongs to another service's call. Kept in Redis: without Redis each service still checks its own keys.
 */
export class ClaimedKeys {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /**
   * Claims the key of a request; undefined when there is nothing to claim. Rejects with 422 IDEMPOTENCY_KEY_REUSED when it belongs to
   * another call.
   */
  claim({ ctx, route, caller }: Exchange): Promise<Claim> | undefined {
    const key = ctx.get('idempotency-key');
    // a key belongs to a user; registration, which has no user yet, is a single call of a single service
    if (key === '' || ctx.method !== 'POST' || route.who === 'anyone' || !caller.userId) return undefined;
    return this.#claimFor(`shop:key:${hash(caller.userId, key)}`, hash(ctx.method, ctx.path));
  }

  async #claimFor(name: string, call: string): Promise<Claim> {
    const claimed = await this.#claim(name, call).catch(() => call);
    if (claimed === undefined)
      return async (status) => {
        if (FORGOTTEN.has(status)) await within(this.#redis.del(name)).catch(nothing);
      };
    if (claimed === call) return nothing;
    throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', {
      detail: 'This Idempotency-Key was sent with another request; use a fresh key for each.',
    });
  }

  /** The call that holds the key already; undefined when this one has just claimed it. */
  async #claim(name: string, call: string): Promise<string | undefined> {
    if (this.#redis.status !== 'ready') return call;
    if (await within(this.#redis.set(name, call, 'PX', KEY_LIFE, 'NX'))) return undefined;
    return (await within(this.#redis.get(name))) ?? call;
  }
}

const hash = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
