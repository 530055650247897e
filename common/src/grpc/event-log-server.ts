import type { EventRecord } from '@shop/protos/generated/shop/v1/EventRecord';
import type { EventsDefinition } from '@shop/protos/generated/shop/v1/Events';
import type { ReadEventsRequest__Output } from '@shop/protos/generated/shop/v1/ReadEventsRequest';
import { eventsGone } from '../events/gone.js';
import type { LogHints } from '../events/hints.js';
import type { EventLog } from '../mongo/event-log.js';
import type { CallersOf } from './callers.js';
import { serve, type Served } from './server.js';
import { seconds } from '../time.js';

const PAGE = 200;
/** How often a log is polled for events that other replicas appended. */
const LOOK_MS = seconds(2);

export interface EventsServiceOptions {
  readonly log: EventLog;
  readonly hints: LogHints;
  readonly callers: CallersOf<EventsDefinition>;
  /** Aborts when the process ends, which ends the open streams. */
  readonly closing: AbortSignal;
}

/** The contracts' Events service, for this log. */
export const eventsService = ({ log, hints, callers, closing }: EventsServiceOptions): Served =>
  serve<EventsDefinition>('Events', callers, {
    Read: (request, { signal }) => read(log, hints, request, AbortSignal.any([signal, closing])),
    async Head({ after, fromMs }) {
      const [{ oldest, newest, nextAt }, before] = await Promise.all([
        log.ends(after),
        fromMs > 0 ? log.before(new Date(fromMs)) : 0,
      ]);
      return { oldest, newest, nextAtMs: nextAt ?? 0, before };
    },
  });

async function* read(
  log: EventLog,
  hints: LogHints,
  { after, fromMs, limit, follow, only }: ReadEventsRequest__Output,
  signal: AbortSignal,
): AsyncGenerator<EventRecord> {
  const first = fromMs > 0 ? await log.before(new Date(fromMs)) : after;
  const ends = await log.ends(first);
  if (first > ends.newest || first + 1 < ends.oldest) throw eventsGone(first, ends);
  const last = limit > 0 ? first + limit : Infinity;
  const types = only && new Set(only.types);
  for (let seen = first; seen < last && !signal.aborted;) {
    // subscribed before the read, so that no hint is missed between the two
    const more = follow ? hints.next(LOOK_MS, signal) : undefined;
    const asked = Math.min(PAGE, last - seen);
    const page = await log.after(seen, asked);
    let sent = seen;
    for (const { _id: position, type, json } of page) {
      // the reader is too slow: its next event is no longer in the log
      if (position !== seen + 1) throw eventsGone(seen, await log.ends(seen));
      seen = position;
      if (types && type && !types.has(type)) continue;
      yield { position, json };
      sent = position;
    }
    if (sent < seen) yield { position: seen, json: '' };
    if (page.length < asked) {
      if (!more) return;
      await more;
    }
  }
}
