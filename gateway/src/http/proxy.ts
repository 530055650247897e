import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isChanging, roleOf, SESSION_HEADER } from '@shop/common/auth/callers';
import { INTERNAL_HEADER, type InternalTokens } from '@shop/common/auth/internal-tokens';
import { currentContext, traceparentOf } from '@shop/common/tracing/context';
import type { Faults } from '@shop/common/faults';
import { hasBody, readBody } from '@shop/common/http/body';
import { preferredWait } from '@shop/common/http/prefer';
import { seconds, steadyNow } from '@shop/common/time';
import type { Context } from 'koa';
import type { BodyBudget } from '../limits/body-budget.js';
import type { ClaimedKeys } from '../limits/claimed-keys.js';
import { callUpstream, type Call } from '../upstreams/call.js';
import { Client } from '../upstreams/client.js';
import type { Reply } from '../upstreams/reply.js';
import type { Upstream } from '../upstreams/upstream.js';
import { SESSION_COOKIE } from '../auth/callers.js';
import type { DisabledAccounts } from '../auth/disabled-accounts.js';
import { notesOf, type Exchange, type Handler } from './exchange.js';
import { answerHeaders, requestHeaders } from './headers.js';
import type { GatewayRoute } from './routing.js';
import type { UpstreamName } from '../upstreams/upstream-names.js';

export interface ProxyOptions {
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly internal: InternalTokens;
  readonly faults: Faults;
  readonly keys: ClaimedKeys;
  readonly disabled: DisabledAccounts;
  readonly bodyLimit: number;
  readonly bodies: BodyBudget;
}

/** Forwards a request to its upstream, and the answer back, without interpreting either. */
export function proxy({ upstreams, internal, faults, keys, disabled, bodyLimit, bodies }: ProxyOptions): Handler {
  return async (exchange) => {
    const { ctx, route } = exchange;
    const upstream = upstreams[route.target as UpstreamName];
    const notes = notesOf(ctx);
    // the body is read first, so that the call occupies a place at the upstream only while there is work for it
    const watch = bodies.watch(exchange.holder);
    const body =
      isBodiless(ctx.method) || !hasBody(ctx.req) ? null : await readBody(ctx.req, { limit: bodyLimit, watch });
    const deadline = steadyNow() + allowance(route, ctx);
    if (body) notes.bytesIn = body.length;
    const client = new Client();
    ctx.res.once('close', () => {
      if (!ctx.res.writableFinished) client.leave();
    });
    const call: Call = {
      method: ctx.method,
      path: ctx.path + ctx.search,
      headers: Object.assign(requestHeaders(ctx.headers), internalHeaders(exchange, internal)),
      body,
      deadline,
      repeatable: route.again,
      client,
      holder: exchange.holder,
    };
    // an empty key is the client's mistake, which the service reports
    const keyed = ctx.headers['idempotency-key'] !== undefined;
    if (isChanging(ctx.method)) nameCall(call, keyed);
    const ended = route.endsSession ? ctx.cookies.get(SESSION_COOKIE) : undefined;
    if (ended) call.headers[SESSION_HEADER] = ended;
    const claiming = keys.claim(exchange);
    const claim = claiming && (await claiming);
    const answered = await faults.around('gateway.proxy', () => callUpstream(upstream, call, notes));
    if (claim) await claim(answered.status);
    // the client did not send the key, so it must not see this header
    if (!keyed) delete answered.headers['idempotent-replayed'];
    // refreshed before the answer, so that the account is refused from then on
    if (route.changesAccounts) await disabled.refresh();
    await answer(ctx, answered);
  };
}

// GET and DELETE have no body in this API; a body that is sent anyway is not read
const isBodiless = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'DELETE';

/**
 * Gives a changing call an id, so that it can be sent again when its replica was lost and still takes effect once. If the client sent no
 * Idempotency-Key, the id is sent as one too: services of earlier releases know nothing else.
 */
function nameCall(call: Call, keyed: boolean): void {
  call.id = randomUUID();
  if (!keyed) call.headers['idempotency-key'] = call.id;
}

/** Milliseconds until the answer 504. */
function allowance(route: GatewayRoute, ctx: Context): number {
  const wait = route.longer === 'prefer-wait' ? preferredWait(ctx.get('prefer')) : undefined;
  return route.withinMs + seconds(wait ?? 0);
}

/** The internal headers that describe the request and its sender to the upstream. */
export function internalHeaders(
  { ctx, route, caller, address, secure }: Exchange,
  internal: InternalTokens,
  audience: string = route.target,
): Record<string, string> {
  const said: Record<string, string> = {
    [INTERNAL_HEADER]: internal.issue(
      audience,
      caller.userId ? { sub: caller.userId, role: roleOf(caller.role), ip: address } : { ip: address },
    ),
    'x-forwarded-for': address,
    'x-forwarded-proto': secure ? 'https' : 'http',
    'x-forwarded-host': ctx.get('host') || ctx.get(':authority'),
  };
  const context = currentContext();
  if (context) {
    said['x-request-id'] = context.requestId;
    said['traceparent'] = traceparentOf(context);
  }
  return said;
}

async function answer(ctx: Context, { status, headers, body }: Reply): Promise<void> {
  const { res } = ctx;
  ctx.respond = false;
  ctx.status = status;
  const passed = answerHeaders(headers);
  for (const name in passed) res.setHeader(name, passed[name]!);
  res.statusCode = status;
  const notes = notesOf(ctx);
  if (body instanceof Readable) {
    body.on('data', (chunk: Buffer) => (notes.bytesOut += chunk.length));
    await pipeline(body, res).catch(() => res.destroy());
    return;
  }
  notes.bytesOut = body.length;
  if (body.length > 0 && ctx.method !== 'HEAD') res.setHeader('content-length', body.length);
  if (ctx.method === 'HEAD' || body.length === 0) return void res.end();
  // a latin1 string of the same bytes is sent in one write with the head
  res.end(body.toString('latin1'), 'latin1');
}
