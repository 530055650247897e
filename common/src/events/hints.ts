import { pause } from '../time.js';

/** Wakes the streams that follow a log when this process appended to it; events that another replica appended are found by polling. */
export class LogHints {
  #more = new AbortController();

  hint(): void {
    this.#more.abort();
    this.#more = new AbortController();
  }

  /** Resolves at the next hint, after `ms` milliseconds, or when the signal aborts. Never rejects. */
  next(ms: number, signal: AbortSignal): Promise<void> {
    return pause(ms, AbortSignal.any([signal, this.#more.signal]));
  }
}
