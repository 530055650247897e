import { steadyNow } from '@shop/common/time';

/** The health of a replica: whether it answers, and which share of calls it gets. Times by the steady clock. */
export class Standing {
  readonly #rampMs: number;
  readonly #ejectMs: number;
  #down = false;
  #failedChecks = 0;
  #breaks = 0;
  #ejectedUntil = -Infinity;
  #returnedAt = -Infinity;

  /** After an absence a replica takes its full share again only after `rampMs`; it is ejected for `ejectMs`, doubling. */
  constructor({ rampMs, ejectMs }: { rampMs: number; ejectMs: number }) {
    this.#rampMs = rampMs;
    this.#ejectMs = ejectMs;
  }

  get state(): 'up' | 'down' | 'ejected' {
    if (this.#down) return 'down';
    return this.#failedChecks > 0 || steadyNow() < this.#ejectedUntil ? 'ejected' : 'up';
  }

  /** A connection was refused: the replica is down until a health check says otherwise. */
  refused(): void {
    this.#down = true;
  }

  /** A call broke off: the replica gets no calls for a moment, longer each time in a row. */
  broke(): void {
    const now = steadyNow();
    if (now < this.#ejectedUntil) return;
    this.#ejectedUntil = now + Math.min(30_000, this.#ejectMs * 2 ** this.#breaks);
    this.#breaks = Math.min(this.#breaks + 1, 10);
    this.#returnedAt = this.#ejectedUntil;
  }

  /** A call was answered. */
  answered(): void {
    if (this.#breaks > 0 && steadyNow() > this.#ejectedUntil + this.#rampMs) this.#breaks = 0;
  }

  /** The result of a health check: one failure ejects a replica, a second in a row marks it down, one success brings it back. */
  checked(healthy: boolean): void {
    if (healthy) {
      if (this.#down) this.#returnedAt = this.#ejectedUntil = steadyNow();
      this.#down = false;
      this.#failedChecks = 0;
    } else if (++this.#failedChecks >= 2) {
      this.#down = true;
    }
  }

  /** Its share of calls: 1, or from 0.1 upwards after an absence. */
  get weight(): number {
    const since = steadyNow() - this.#returnedAt;
    return since >= this.#rampMs ? 1 : Math.max(0.1, since / this.#rampMs);
  }
}
