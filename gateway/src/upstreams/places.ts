import { Problem, unavailable } from '@shop/common/errors';

/** Limits the concurrent calls of one upstream, and the share of one caller. */
export class Places {
  readonly #upstream: string;
  readonly #most: number;
  readonly #share: number;
  readonly #byHolder = new Map<string, number>();
  #taken = 0;

  constructor(upstream: string, most: number, share = most) {
    this.#upstream = upstream;
    this.#most = most;
    this.#share = share;
  }

  /** Throws 503 when all are taken, 429 RATE_LIMITED when `holder` has used its share. */
  take(holder?: string): void {
    if (this.#taken >= this.#most)
      throw unavailable(`${this.#upstream} has as many requests as it can take; try again shortly.`);
    const own = holder === undefined ? 0 : (this.#byHolder.get(holder) ?? 0);
    if (own >= this.#share)
      throw new Problem(429, 'RATE_LIMITED', {
        detail: `You have ${own} requests under way at ${this.#upstream}; wait for their answers.`,
        retryAfter: 1,
      });
    this.#taken++;
    if (holder !== undefined) this.#byHolder.set(holder, own + 1);
  }

  giveBack(holder?: string): void {
    this.#taken--;
    if (holder === undefined) return;
    const own = this.#byHolder.get(holder)! - 1;
    if (own > 0) this.#byHolder.set(holder, own);
    else this.#byHolder.delete(holder);
  }
}
