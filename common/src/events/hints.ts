import { pause } from '../time.js';

/** Wakes whoever follows a log when this process appended to it; what another replica appended is looked for. */
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
