/** Allows repeats only as a share of all calls, so that repeats never multiply an overload. */
export class RetryBudget {
  readonly #share: number;
  readonly #most: number;
  #left: number;

  /** Each call adds `share` of a repeat to the budget; it starts with `most`, which is also its maximum. */
  constructor(share = 0.2, most = 200) {
    this.#share = share;
    this.#most = most;
    this.#left = most;
  }

  earn(): void {
    this.#left = Math.min(this.#most, this.#left + this.#share);
  }

  /** True, and one is deducted, if a call may be repeated. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
