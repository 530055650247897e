import { steadyNow } from '@shop/common/time';

/** A rate limit a second, with a burst of one second's worth. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #refilled: () => void;
  #tokens: number;
  #at = steadyNow();
  #timer: NodeJS.Timeout | undefined;

  constructor(perSecond: number, refilled: () => void) {
    this.#perSecond = perSecond;
    this.#refilled = refilled;
    this.#tokens = Math.max(1, perSecond);
  }

  get tokens(): number {
    const now = steadyNow();
    this.#tokens = Math.min(Math.max(1, this.#perSecond), this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    return this.#tokens;
  }

  take(): void {
    this.#tokens = this.tokens - 1;
  }

  /** Milliseconds until `more` tokens and one more are available. */
  waitMs(more: number): number {
    return Math.max(0, ((more + 1 - this.tokens) / this.#perSecond) * 1000);
  }

  /** True when `count` tokens are available; else `refilled` is called once they are. Both use one reading of the clock. */
  has(count: number): boolean {
    const missing = count - this.tokens;
    if (missing <= 0) return true;
    if (!this.#timer) {
      const call = () => {
        this.#timer = undefined;
        this.#refilled();
      };
      this.#timer = setTimeout(call, Math.ceil((missing / this.#perSecond) * 1000)).unref();
    }
    return false;
  }
}
