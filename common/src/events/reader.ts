import { randomUUID } from 'node:crypto';
import { SUBJECT_ID } from '@shop/protos/system';
import type { Faults } from '../faults.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics.js';
import { every, growingPause, pause, seconds, steadyNow } from '../time.js';
import { newContext, withContext } from '../tracing/context.js';
import { inSpan } from '../tracing/tracing.js';
import type { CursorStore } from './cursors.js';
import type { CloudEvent, EventSource } from './event.js';
import { goneEnds } from './gone.js';
import { readerMetrics, type ReaderMetrics } from './reader-metrics.js';

export interface ReaderOptions {
  /** The reader's name in its cursor, in metrics and in logs. A reader with a changed name is a new one, and begins as `begin` says. */
  readonly name: string;
  readonly source: EventSource;
  readonly cursors: CursorStore;
  /**
   * Handles an event, and ignores unknown types. An event may be delivered again, see mongo/inbox.ts. While it rejects, the event is
   * retried, and the next events wait.
   */
  readonly handle: (event: CloudEvent, position: number) => Promise<void>;
  /**
   * The types that `handle` acts on, undefined for all: others need not be sent, though they may be. Asked again whenever events were left
   * out, which are then read if it answers with a type that it did not name before.
   */
  readonly types?: () => Promise<readonly string[] | undefined>;
  /** Where a reader without a stored position begins: with the oldest event, or after the newest. */
  readonly begin?: 'oldest' | 'newest';
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
  /** First part of its fault points `<prefix>.event-handle` and `<prefix>.event-cursor`. */
  readonly faultPrefix: string;
}

/** A running reader. */
export interface Reader {
  /** Reads again all events that were appended at this time or later, whichever replica reads. */
  replay(from: Date): Promise<void>;
  /** Stops after the current event, and lets another replica continue. */
  close(): Promise<void>;
}

const LEASE_MS = seconds(10);
/** How often the position is stored while events arrive, and how often the lease is renewed while none do. */
const FLUSH_MS = seconds(1);
const RENEW_MS = seconds(3);
/** Pauses between attempts: to become the replica that reads, to reach the source, to handle an event. */
const STAND_BY_MS = seconds(1);
const FIRST_REST_MS = 200;
const LONGEST_REST_MS = seconds(30);
/** An event that cannot be handled is logged again after this many attempts. */
const LOG_EVERY = 20;

const restAfter = (failures: number): number => growingPause(failures, FIRST_REST_MS, LONGEST_REST_MS);

/**
 * Reads a log from the stored position, one event after the other, until it is closed. The position is stored after the effect, so each
 * event is handled at least once, and in sequence. Of several replicas one reads; another takes over when its lease ends.
 */
export function startReader(options: ReaderOptions): Reader {
  const reading = new Reading(options);
  return { replay: (from) => reading.replay(from), close: () => reading.close() };
}

class Reading {
  readonly #options: ReaderOptions;
  /** The cursor's id: one reader name may be used for several sources. */
  readonly #id: string;
  readonly #lease = { owner: randomUUID(), ms: LEASE_MS };
  readonly #metrics: ReaderMetrics;
  readonly #closed = new AbortController();
  readonly #running: Promise<void>;
  #position: number | undefined;
  #written: number | undefined;
  #renewedAt = 0;

  constructor(options: ReaderOptions) {
    const { name, source, cursors, faults, faultPrefix } = options;
    this.#options = options;
    this.#id = `${name}:${source.name}`;
    faults.declare(`${faultPrefix}.event-handle`, `${faultPrefix}.event-cursor`);
    this.#metrics = readerMetrics(options.metrics, { reader: name, source: source.name }, async () => {
      const position = (await cursors.find(this.#id)) ?? 0;
      return { position, ends: await source.ends(position) };
    });
    // in a context of its own: that of the caller ends
    this.#running = withContext(newContext(), () => this.#run());
  }

  async replay(from: Date): Promise<void> {
    await this.#options.cursors.move(this.#id, await this.#options.source.before(from));
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#running;
    this.#metrics.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed;
    for (let failures = 0; !signal.aborted;) {
      const before = this.#position;
      try {
        await this.#readOnce();
        failures = 0;
      } catch (error) {
        failures = this.#position === before ? failures + 1 : 1;
        const level = failures === 1 || failures % LOG_EVERY === 0 ? 'warn' : 'debug';
        this.#options.logger[level]('Events cannot be read; trying again', { reader: this.#id, error });
        await pause(restAfter(failures), signal);
      }
    }
  }

  /** Reads while it holds the cursor. */
  async #readOnce(): Promise<void> {
    const { cursors, source } = this.#options;
    const { signal } = this.#closed;
    this.#renewedAt = steadyNow();
    const held = await cursors.acquire(this.#id, this.#lease);
    if (!held) return pause(STAND_BY_MS, signal);
    this.#position = this.#written = held.position;
    const lost = new AbortController();
    const stopFlushing = every(FLUSH_MS, () => this.#flush(lost));
    const until = AbortSignal.any([signal, lost.signal]);
    try {
      let after = (this.#position ??= await this.#beginning());
      const types = await this.#options.types?.();
      for await (const { position, event } of source.read(after, until, types)) {
        const leftOut = !event || position > after + 1;
        if (types && leftOut && !(await this.#needsOnly(types))) break;
        if (event && !(await this.#handleUntilDone(event, position, until))) break;
        this.#position = after = position;
      }
    } catch (error) {
      if (!this.#skipGap(error)) throw error;
    } finally {
      await stopFlushing();
      if (!lost.signal.aborted) await this.#flush(lost);
      if (signal.aborted) await cursors.release(this.#id, this.#lease.owner).catch(() => undefined);
    }
  }

  async #beginning(): Promise<number> {
    const { source, begin = 'oldest' } = this.#options;
    const { oldest, newest } = await source.ends(0);
    return begin === 'oldest' ? oldest - 1 : newest;
  }

  /** Whether the reader needs no types but these by now; otherwise it has to read again from its position. */
  async #needsOnly(asked: readonly string[]): Promise<boolean> {
    const types = await this.#options.types?.();
    return types?.every((type) => asked.includes(type)) ?? false;
  }

  /** Continues with the oldest event when the events after the cursor are gone: waiting would not restore them. */
  #skipGap(error: unknown): boolean {
    const ends = goneEnds(error);
    if (!ends) return false;
    this.#options.logger.error('Events are gone that this reader has not seen; it goes on where the log begins', {
      reader: this.#id,
      after: this.#position,
      ...ends,
    });
    this.#metrics.gaps.inc();
    this.#position = ends.oldest - 1;
    return true;
  }

  /** True when the event was handled; false when the reader stopped before. */
  async #handleUntilDone(event: CloudEvent, position: number, until: AbortSignal): Promise<boolean> {
    const { name, source, handle, logger, faults, faultPrefix } = this.#options;
    const attempt = () =>
      inSpan(`${name} ${event.type}`, { kind: 'consumer', attributes: { 'messaging.system': source.name } }, () =>
        faults.around(`${faultPrefix}.event-handle`, () => handle(event, position)),
      );
    for (let failures = 0; !until.aborted;) {
      const context = { ...newContext(undefined, event.traceparent), [SUBJECT_ID]: event.subject };
      try {
        await withContext(context, attempt);
        this.#metrics.handled.inc();
        return true;
      } catch (error) {
        this.#metrics.failures.inc();
        const level = failures++ % LOG_EVERY === 0 ? 'warn' : 'debug';
        const of = { reader: this.#id, position, type: event.type, subject: event.subject };
        logger[level]('An event could not be handled; it is handled again, and those after it wait', { ...of, error });
        await pause(restAfter(failures), until);
      }
    }
    return false;
  }

  async #flush(lost: AbortController): Promise<void> {
    const position = this.#position;
    const now = steadyNow();
    if (lost.signal.aborted || (position === this.#written && now - this.#renewedAt < RENEW_MS)) return;
    const { cursors, faults, faultPrefix, logger } = this.#options;
    try {
      const advance = () => cursors.advance(this.#id, this.#lease, position);
      if (!(await faults.around(`${faultPrefix}.event-cursor`, advance))) return lost.abort();
      this.#renewedAt = now;
      this.#written = position;
    } catch (error) {
      logger.debug('The position of a reader could not be written down', { reader: this.#id, error });
      if (now - this.#renewedAt > LEASE_MS) lost.abort();
    }
  }
}
