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

/** Passes a request on to its upstream and the answer back, without looking into either. */
export function proxy({ upstreams, internal, faults, keys, disabled, bodyLimit, bodies }: ProxyOptions): Handler {
  return async (exchange) => {
    const { ctx, route } = exchange;
    const upstream = upstreams[route.target as UpstreamName];
    const notes = notesOf(ctx);
    // a place at the upstream is taken only once there is work for it
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
    // an empty one is the client's mistake, which the service tells it of
    const keyed = ctx.headers['idempotency-key'] !== undefined;
    if (isChanging(ctx.method)) nameCall(call, keyed);
    const ended = route.endsSession ? ctx.cookies.get(SESSION_COOKIE) : undefined;
    if (ended) call.headers[SESSION_HEADER] = ended;
    const claiming = keys.claim(exchange);
    const claim = claiming && (await claiming);
    const answered = await faults.around('gateway.proxy', () => callUpstream(upstream, call, notes));
    if (claim) await claim(answered.status);
    // of a key that the client never sent it is told nothing
    if (!keyed) delete answered.headers['idempotent-replayed'];
    // whoever is told that an account is disabled sees it disabled
    if (route.changesAccounts) await disabled.refresh();
    await answer(ctx, answered);
  };
}

// GET and DELETE have no body in this interface; one that is sent all the same is left unread
const isBodiless = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'DELETE';

/**
 * Names a changing call, so that it can be sent again when a replica was lost with it and still happens once. The name is
 * sent as an Idempotency-Key too where the client gave none: services of earlier releases know nothing else.
 */
function nameCall(call: Call, keyed: boolean): void {
  call.id = randomUUID();
  if (!keyed) call.headers['idempotency-key'] = call.id;
}

/** Milliseconds until 504. */
function allowance(route: GatewayRoute, ctx: Context): number {
  const wait = route.longer === 'prefer-wait' ? preferredWait(ctx.get('prefer')) : undefined;
  return route.withinMs + seconds(wait ?? 0);
}

/** What we say to the upstream about the request and who sent it. */
export function internalHeaders(
  { ctx, route, caller, address }: Exchange,
  internal: InternalTokens,
  audience: string = route.target,
): Record<string, string> {
  const said: Record<string, string> = {
    [INTERNAL_HEADER]: internal.issue(
      audience,
      caller.userId ? { sub: caller.userId, role: roleOf(caller.role), ip: address } : { ip: address },
    ),
    'x-forwarded-for': address,
    'x-forwarded-proto': 'encrypted' in ctx.req.socket ? 'https' : 'http',
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
  // as text that stands for the same bytes it leaves in one piece with the head
  res.end(body.toString('latin1'), 'latin1');
}
