import { Problem, unavailable } from '@shop/common/errors';

/** Maximum streams open at once: of one user, of one address (many users can share one), and in total. */
const LIMITS = { user: 20, address: 200, total: 10_000 };

/** Counts open event streams: each holds a connection and causes repeated reads. */
export class OpenStreams {
  readonly #limits: typeof LIMITS;
  readonly #each: boolean;
  readonly #counts = new Map<string, number>();
  #total = 0;

  /** `each`: whether there are limits for single users and addresses. */
  constructor(each: boolean, limits: typeof LIMITS = LIMITS) {
    this.#each = each;
    this.#limits = limits;
  }

  /** Counts one more stream until the returned function is called. Throws 429 RATE_LIMITED, or 503 when all are taken. */
  take(user: string, address: string): () => void {
    const mine = [
      [`user:${user}`, this.#limits.user],
      [`address:${address}`, this.#limits.address],
    ] as const;
    if (this.#total >= this.#limits.total) throw unavailable('Too many event streams are open; try again shortly.');
    for (const [key, most] of this.#each ? mine : [])
      if ((this.#counts.get(key) ?? 0) >= most)
        throw new Problem(429, 'RATE_LIMITED', {
          detail: `You have ${most} event streams open; close one first.`,
          retryAfter: 5,
        });
    this.#count(mine, 1);
    let open = true;
    return () => {
      if (open) this.#count(mine, -1);
      open = false;
    };
  }

  #count(keys: readonly (readonly [string, number])[], change: 1 | -1): void {
    this.#total += change;
    for (const [key] of keys) {
      const count = (this.#counts.get(key) ?? 0) + change;
      if (count > 0) this.#counts.set(key, count);
      else this.#counts.delete(key);
    }
  }
}
