import { Readable } from 'node:stream';
import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import { unavailable } from '@shop/common/errors';
import { addressKey } from '@shop/common/http/address-key';
import { seconds, steadyNow } from '@shop/common/time';
import { hasLeft, type Handler } from '../http/exchange.js';
import { answerHeaders, requestHeaders } from '../http/headers.js';
import { internalHeaders } from '../http/proxy.js';
import { callUpstream } from '../upstreams/call.js';
import { Client } from '../upstreams/client.js';
import { textOf } from '../upstreams/reply.js';
import type { Upstream } from '../upstreams/upstream.js';
import type { OpenStreams } from './open-streams.js';
import { endWithRights } from './rights.js';
import type { Streams } from './streams.js';

export interface SagaEventsOptions {
  readonly orchestrator: Upstream;
  readonly internal: InternalTokens;
  readonly streams: Streams;
  readonly openStreams: OpenStreams;
  readonly rightsMs?: number;
}

/**
 * GET /api/sagas/:id/events: forwards the orchestrator's stream as it arrives. Counts as one of the caller's open streams; ends, with a
 * reconnect hint, when this gateway or the orchestrator shuts down, or the caller has lost its rights.
 */
export function answerSagaEvents(options: SagaEventsOptions): Handler {
  const { orchestrator, internal, streams, openStreams, rightsMs } = options;
  return async (exchange) => {
    const { ctx, caller, address } = exchange;
    const { res } = ctx;
    if (streams.draining) throw unavailable('This gateway is shutting down; come back in a second.');
    if (hasLeft(ctx)) return void (ctx.respond = false);
    res.once('close', openStreams.take(caller.userId ?? '', addressKey(address)));
    const client = new Client();
    res.once('close', () => client.leave());
    const reply = await callUpstream(orchestrator, {
      method: ctx.method,
      path: ctx.path + ctx.search,
      headers: Object.assign(requestHeaders(ctx.headers), internalHeaders(exchange, internal, orchestrator.name)),
      body: null,
      deadline: steadyNow() + seconds(5),
      repeatable: true,
      client,
    });
    ctx.status = reply.status;
    ctx.set(answerHeaders(reply.headers) as Record<string, string>);
    const { body } = reply;
    // a problem, or the head alone
    if (!(body instanceof Readable) || reply.status !== 200) return void (ctx.body = await textOf(body));
    ctx.respond = false;
    res.statusCode = reply.status;
    res.flushHeaders();
    // not awaited: the duration of a stream is not an answer time
    body.pipe(res);
    body.once('error', () => res.destroy());
    const sendAway = () => {
      body.unpipe(res);
      if (!res.writableEnded) res.end('retry: 1000\n\n');
    };
    const stopHearing = streams.whenDraining(sendAway);
    endWithRights(exchange, sendAway, rightsMs);
    res.once('close', () => {
      stopHearing();
      body.destroy();
    });
  };
}
