import { newContext, withContext } from './tracing/context.js';
import { toProblem } from './errors.js';
import type { Logger } from './logging/logger.js';
import { retryOutages } from './mongo/outage.js';
import { every, growingPause, pause, seconds, steadyNow } from './time.js';

/** Stored in a document as long as another process must still be notified of it. */
export interface Intent {
  readonly at: Date;
  /** The earliest time of the next attempt; a replica postpones it before it delivers, so that no other replica does. */
  readonly nextAttemptAt: Date;
  readonly attempts: number;
}

/** The undelivered intents; `T` is a leased one. */
export interface Backlog<T> {
  /** Leases up to `limit` that are due, the oldest first, for `leaseMs` milliseconds. */
  lease(limit: number, leaseMs: number): Promise<T[]>;
  /** Postpones one: it is tried again after `ms` milliseconds at the earliest. */
  putOff(leased: T, ms: number): Promise<void>;
  /** The number of attempts for this one, including the current one. */
  attempts(leased: T): number;
}

export interface RelayOptions<T> {
  readonly backlog: Backlog<T>;
  /** Delivers one and removes it. Must be idempotent: it may have been delivered before. Rejects when it was not accepted. */
  readonly deliver: (leased: T) => Promise<void>;
  readonly logger: Logger;
  /** For the log: "The mail". */
  readonly what: string;
  /**
   * The longest pause between attempts for one intent, and between rounds in which nothing could be delivered, milliseconds; default 2 s.
   */
  readonly longestPauseMs?: number;
}

const LEASE_MS = seconds(15);
/** Intents that are delivered at the same time. */
const BATCH = 20;
/** How often a replica looks for intents that it has postponed, and for those that another one left undelivered. */
const LOOK_MS = seconds(1);
const LOOK_FOR_OTHERS_MS = seconds(5);
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = seconds(2);
/** An intent that is never accepted is logged again after this many attempts, with the usual pauses every 45 s or so. */
const LOG_EVERY = 30;

/**
 * Delivers stored intents until each is accepted. While nothing can be delivered it tries one at a time, with growing pauses; a failure
 * postpones only its own intent, so that one that is never accepted does not block the others.
 */
export class Relay<T> {
  readonly #options: RelayOptions<T>;
  readonly #stop: () => Promise<void>;
  #failedRounds = 0;
  #closed = false;
  #running: Promise<void> | undefined;
  #again = false;
  #waiting = new AbortController();
  #lookedAt = -Infinity;
  /** When the last intent that this process postponed is due, in steady milliseconds. */
  #postponedUntil = -Infinity;

  constructor(options: RelayOptions<T>) {
    this.#options = options;
    this.#stop = every(LOOK_MS, async () => this.#look());
  }

  /** Call it when there may be something to deliver: looks at once, unless it pauses after a failure. */
  wake(): void {
    this.#again = true;
    if (!this.#closed)
      // not in the context of the request that woke it: that has a deadline, and a trace that ends
      this.#running ??= withContext(newContext(), () => this.#run()).finally(() => {
        this.#running = undefined;
        if (this.#again) this.wake();
      });
  }

  /** Call it when the receiver can be reached again: ends a pause after a failure. */
  recovered(): void {
    if (this.#failedRounds === 0) return;
    this.#failedRounds = 0;
    this.#waiting.abort();
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.abort();
    await this.#stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      const { tried, delivered } = await this.#round();
      if (delivered > 0) this.#failedRounds = 0;
      else if (tried > 0) {
        this.#waiting = new AbortController();
        await pause(this.#pauseAfter(++this.#failedRounds), this.#waiting.signal);
      }
      // more may be due
      if (tried > 0) this.#again = true;
    }
  }

  #look(): void {
    const now = steadyNow();
    const postponed = now <= this.#postponedUntil + LOOK_MS;
    if (postponed || now >= this.#lookedAt + LOOK_FOR_OTHERS_MS) this.wake();
  }

  #pauseAfter(failures: number): number {
    return growingPause(failures, FIRST_PAUSE_MS, this.#options.longestPauseMs ?? LONGEST_PAUSE_MS);
  }

  async #round(): Promise<{ tried: number; delivered: number }> {
    const { backlog, logger, what } = this.#options;
    try {
      const batch = await backlog.lease(this.#failedRounds > 0 ? 1 : BATCH, LEASE_MS);
      this.#lookedAt = steadyNow();
      const outcomes = await Promise.all(batch.map((leased) => this.#attempt(leased)));
      const delivered = outcomes.filter(Boolean).length;
      if (delivered > 0 && this.#failedRounds > 0) logger.info(`${what} is delivered again`);
      return { tried: batch.length, delivered };
    } catch (error) {
      logger.warn(`It is not known whether ${what} is to be delivered; looking again shortly`, { error });
      return { tried: 0, delivered: 0 };
    }
  }

  async #attempt(leased: T): Promise<boolean> {
    const { backlog, deliver, logger, what } = this.#options;
    try {
      await withContext(newContext(), () => deliver(leased));
      return true;
    } catch (error) {
      const attempts = backlog.attempts(leased);
      const known = this.#failedRounds > 0 || attempts % LOG_EVERY !== 1;
      const log = known ? 'debug' : toProblem(error).definite ? 'error' : 'warn';
      logger[log](`${what} could not be delivered; it is kept and tried again`, { attempts, error });
      // otherwise it would not be tried again before its lease expires
      const rest = this.#pauseAfter(attempts + 1);
      await retryOutages(() => backlog.putOff(leased, rest), LEASE_MS);
      this.#postponedUntil = Math.max(this.#postponedUntil, steadyNow() + rest);
      return false;
    }
  }
}
