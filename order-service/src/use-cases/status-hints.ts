/** Wakes the waiters of an order when it changes. A hint may be lost or needless: a waiter reads the database. */
export class StatusHints {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Wakes the waiters of this order: it changed. */
  hint(orderId: string): void {
    for (const wake of this.#waiting.get(orderId) ?? []) wake();
  }

  /** Wakes all waiters: hints may have been missed. */
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
