interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** Virtual time in milliseconds, which advances only when nothing can be done at the current moment. */
export class VirtualClock {
  now = 0;
  readonly #timers: Timer[] = [];

  at(at: number, ring: () => void): void {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timers[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, { at, ring });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.now + ms, resolve));
  }

  /** Advances time until `done` or until `limit`; returns whether it was done. */
  async run(done: () => boolean, limit: number): Promise<boolean> {
    for (;;) {
      await allElse();
      if (done()) return true;
      const next = this.#timers[0];
      if (!next || next.at > limit) return false;
      this.#timers.shift();
      this.now = Math.max(this.now, next.at);
      next.ring();
    }
  }
}

/** Waits a turn of the event loop, after which every promise that can resolve has resolved. */
const allElse = () => new Promise((resolve) => setImmediate(resolve));
