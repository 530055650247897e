import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults.js';
import type { Logger } from '../logging/logger.js';
import type { EventLog } from '../mongo/event-log.js';
import { unpublishedOf, type Publishing, type Unpublished } from '../mongo/unpublished.js';
import { Gauge, type Metrics } from '../metrics.js';
import type { EventOf } from './event.js';
import { every, minutes, seconds, steadyNow } from '../time.js';

export interface EventRelayOptions<D extends Publishing> {
  readonly log: EventLog;
  readonly unpublished: Unpublished<D>;
  /** All events of a document so far, the oldest first. Deterministic: the same history gives the same events. */
  readonly eventsOf: (document: D) => EventOf[];
  /** Called after something was appended. */
  readonly onAppended: () => void;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
  /** First part of its fault points `<prefix>.event-append` and `<prefix>.event-mark`. */
  readonly faultPrefix: string;
}

const LOOK_MS = seconds(1);
const LEASE_MS = seconds(10);
const RENEW_MS = seconds(3);
/** The most documents whose events are appended in one round. */
const BATCH = 200;
/** A document whose events cannot be built is set aside, and retried after this. */
const AGAIN_MS = minutes(10);
/** The most documents that are set aside: if more fail, the cause is not the documents. */
const MOST_ASIDE = 1_000;

/**
 * Appends to the log the events that documents have not published yet, on one replica at a time, once a second: several changes of a
 * document in a row cost one mark. Events that were appended but not marked are found again, and the log skips them. A document whose
 * events cannot be built is set aside and logged by id; the others continue. The gauge `events_untold_seconds` is how long the oldest
 * change has waited. The returned function stops it.
 */
export function startEventRelay<D extends Publishing>(options: EventRelayOptions<D>): () => Promise<void> {
  const { log, unpublished, eventsOf, onAppended, logger, metrics, faults, faultPrefix } = options;
  const append = `${faultPrefix}.event-append`;
  const mark = `${faultPrefix}.event-mark`;
  faults.declare(append, mark);
  const owner = randomUUID();
  let lease: { since: Date; at: number } | undefined;
  let failed = false;
  const aside = new Set<string>();
  let tryAgainAt = 0;
  showWait(metrics, log, unpublished);

  async function hold(): Promise<Date | undefined> {
    const now = steadyNow();
    if (lease && now - lease.at < RENEW_MS) return lease.since;
    lease = undefined;
    const held = await log.lease(owner, LEASE_MS);
    if (held) lease = { since: held.since, at: now };
    return held?.since;
  }

  /** True when there may be more. */
  async function round(): Promise<boolean> {
    const since = await hold();
    if (!since) return false;
    if (steadyNow() >= tryAgainAt) {
      aside.clear();
      tryAgainAt = steadyNow() + AGAIN_MS;
    }
    const found = await unpublished.find(since, BATCH, [...aside]);
    if (found.length === 0) return false;
    const all = found.flatMap((document) => {
      try {
        const events = eventsOf(document);
        return [{ document, published: events.length, events: unpublishedOf(events, document, since) }];
      } catch (error) {
        if (aside.size >= MOST_ASIDE) throw error;
        aside.add(document._id);
        logger.error('The events of a document cannot be made; it is put aside', { id: document._id, error });
        return [];
      }
    });
    // the events of one document stay together
    all.sort((one, other) => Number(one.events[0]?.at ?? 0) - Number(other.events[0]?.at ?? 0));
    const events = all.flatMap((each) => each.events.map(({ event }) => event));
    if (events.length > 0) {
      await faults.around(append, () => log.append(events));
      onAppended();
    }
    await faults.around(mark, () => unpublished.mark(all));
    return found.length === BATCH;
  }

  const stop = every(LOOK_MS, async () => {
    try {
      while (await round());
      if (failed) logger.info('Events are published again');
      failed = false;
    } catch (error) {
      logger[failed ? 'debug' : 'warn']('Events cannot be published; they are kept and published later', { error });
      failed = true;
    }
  });
  return async () => {
    await stop();
    if (lease) await log.release(owner).catch(() => undefined);
  };
}

/** Exposes how long the oldest change has waited to be published; all replicas report the same value. */
function showWait<D extends Publishing>({ registry }: Metrics, log: EventLog, unpublished: Unpublished<D>): void {
  new Gauge({
    name: 'events_untold_seconds',
    help: 'How long the oldest change of a document waits to be appended to the log of events; take the maximum',
    registers: [registry],
    async collect() {
      // while the database cannot be read the gauge keeps its last value
      const since = await log.since().catch(() => undefined);
      if (!since) return;
      const oldest = await unpublished.oldest(since).catch(() => 'unknown' as const);
      if (oldest === 'unknown') return;
      this.set(oldest ? Math.max(0, (Date.now() - oldest.getTime()) / 1000) : 0);
    },
  });
}
