import { addressKey } from '@shop/common/http/address-key';
import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import { unavailable } from '@shop/common/errors';
import { hasLeft, type Handler } from '../http/exchange.js';
import type { Upstream } from '../upstreams/upstream.js';
import type { OpenStreams } from './open-streams.js';
import type { OrderStory } from './progress.js';
import { orderIdIn, readOrder } from './read-order.js';
import { endWithRights } from './rights.js';
import { Stream } from './stream.js';
import { FIRST_POLL_MS, type Streams } from './streams.js';
import { Turns } from './turns.js';

/** Histories that are read concurrently. */
const READS_AT_ONCE = 64;

export interface EventsOptions {
  readonly orders: Upstream;
  readonly internal: InternalTokens;
  readonly streams: Streams;
  readonly openStreams: OpenStreams;
  readonly pollMs?: number;
  readonly rightsMs?: number;
}

/** GET /api/orders/:id/events: the history, then each change, for callers who may read the order. */
export function answerEvents({
  orders,
  internal,
  streams,
  openStreams,
  pollMs = FIRST_POLL_MS,
  rightsMs,
}: EventsOptions): Handler {
  // thousands of clients reconnect at once after a restart: one after the other all get an answer, at once most would be refused
  const turns = new Turns(READS_AT_ONCE);
  return async (exchange) => {
    const { ctx } = exchange;
    if (streams.draining) throw unavailable('This gateway is shutting down; come back in a second.');
    if (hasLeft(ctx)) return void (ctx.respond = false);
    const close = openStreams.take(exchange.caller.userId ?? '', addressKey(exchange.address));
    ctx.res.once('close', close);
    const orderId = orderIdIn(ctx.path);
    const readStory = () => turns.take(() => readOrder<OrderStory>(orderId, exchange, orders, internal));
    const stream = new Stream({
      orderId,
      response: ctx.res,
      seen: seenBy(ctx.get('last-event-id')),
      pollMs: pollMs * (0.8 + Math.random() * 0.4),
      readStory,
    });
    endWithRights(exchange, () => stream.sendAway(), rightsMs);
    // subscribed before the history is read, so that no change in between is missed
    streams.add(stream);
    ctx.res.once('close', () => streams.remove(stream));
    const story = await readStory().catch((error: unknown) => {
      streams.remove(stream);
      throw error;
    });
    ctx.respond = false;
    ctx.status = 200;
    if (ctx.method === 'HEAD') return void ctx.res.setHeader('content-type', 'text/event-stream').end();
    stream.begin(story);
  };
}

/** The seq that a client saw last; an invalid one is ignored. */
const seenBy = (lastEventId: string): number => (/^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0);
