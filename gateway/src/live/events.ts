import { addressKey } from '@shop/common/http/address-key';
import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import { Problem, unavailable } from '@shop/common/errors';
import { seconds, steadyNow } from '@shop/common/time';
import type { Exchange, Handler } from '../http/exchange.js';
import { internalHeaders } from '../http/proxy.js';
import { callUpstream } from '../upstreams/call.js';
import { textOf } from '../upstreams/reply.js';
import type { Upstream } from '../upstreams/upstream.js';
import type { OpenStreams } from './open-streams.js';
import type { OrderStory } from './progress.js';
import { Stream } from './stream.js';
import { FIRST_POLL_MS, type Streams } from './streams.js';
import { Turns } from './turns.js';

/** Histories that are read at once. */
const READS_AT_ONCE = 64;

export interface EventsOptions {
  readonly orders: Upstream;
  readonly internal: InternalTokens;
  readonly streams: Streams;
  readonly openStreams: OpenStreams;
  readonly pollMs?: number;
}

/** GET /api/orders/:id/events: the history, then each change, to whoever may read the order. */
export function answerEvents({
  orders,
  internal,
  streams,
  openStreams,
  pollMs = FIRST_POLL_MS,
}: EventsOptions): Handler {
  // thousands come back at once after a restart: in turn they are all answered, at once most would be refused
  const turns = new Turns(READS_AT_ONCE);
  return async (exchange) => {
    const { ctx } = exchange;
    if (streams.draining) throw unavailable('This gateway is shutting down; come back in a second.');
    const close = openStreams.take(exchange.caller.userId ?? '', addressKey(exchange.address));
    ctx.res.once('close', close);
    const orderId = idIn(ctx.path);
    const readStory = () => turns.take(() => storyOf(orderId, exchange, orders, internal));
    const stream = new Stream({
      orderId,
      response: ctx.res,
      seen: seenBy(ctx.get('last-event-id')),
      pollMs: pollMs * (0.8 + Math.random() * 0.4),
      readStory,
    });
    // heard before it is read: what happens in between is not missed
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

/** The id in the path; what is wrongly encoded is left as it is, and no order has it. */
function idIn(path: string): string {
  const segment = path.split('/')[3] ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The seq that a client saw last; what is no seq is ignored. */
const seenBy = (lastEventId: string): number => (/^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0);

/** The order, read as the caller. Throws the problem that order-service answers. */
async function storyOf(
  orderId: string,
  exchange: Exchange,
  orders: Upstream,
  internal: InternalTokens,
): Promise<OrderStory> {
  const deadline = steadyNow() + seconds(5);
  const { status, body } = await callUpstream(orders, {
    method: 'GET',
    path: `/api/orders/${encodeURIComponent(orderId)}`,
    headers: { ...internalHeaders(exchange, internal, orders.name), accept: 'application/json' },
    body: null,
    deadline,
    repeatable: true,
  });
  const text = await textOf(body);
  if (status === 200) return JSON.parse(text) as OrderStory;
  const { code, detail, errors } = problemIn(text);
  throw Problem.received(status, code, { detail, ...(errors ? { extra: { errors } } : {}) });
}

function problemIn(text: string): { code: string; detail: string; errors?: unknown } {
  try {
    const { code, detail, errors } = JSON.parse(text) as { code?: string; detail?: string; errors?: unknown };
    if (code && detail) return { code, detail, errors };
  } catch {
    // falls through: no JSON, no problem of ours
  }
  return { code: 'SERVICE_UNAVAILABLE', detail: 'The order cannot be read at the moment.' };
}
