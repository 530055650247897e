/** Wakes whoever waits for news of an order. A hint may be lost or come for nothing: the waker reads the database. */
export class StatusHints {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Something happened to this order. */
  hint(orderId: string): void {
    for (const wake of this.#waiting.get(orderId) ?? []) wake();
  }

  /** Hints may have been missed: everyone looks again. */
  hintAll(): void {
    for (const orderId of this.#waiting.keys()) this.hint(orderId);
  }

  /** Resolves at the next hint, after `ms` milliseconds, or when the signal aborts. Never rejects. */
  next(orderId: string, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wakers = this.#waiting.get(orderId) ?? new Set();
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        wakers.delete(wake);
        if (wakers.size === 0) this.#waiting.delete(orderId);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake, { once: true });
      this.#waiting.set(orderId, wakers.add(wake));
    });
  }
}
