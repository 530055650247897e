import { channel } from 'node:diagnostics_channel';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Joi from 'joi';
import Koa, { type Context as KoaContext, type Middleware } from 'koa';
import { authorize, isChanging, requireProcess, type Caller } from '../auth/callers.js';
import { INTERNAL_HEADER, type InternalTokens } from '../auth/internal-tokens.js';
import type { BearerTokens } from '../auth/bearer-tokens.js';
import { annotate } from '../tracing/context.js';
import { methodNotAllowed, routeNotFound } from '../errors.js';
import type { Faults } from '../faults.js';
import { faultRoutes } from './faults.routes.js';
import { GATEWAY_CALL_HEADER, readGatewayCall, type GatewayCall } from './gateway-call.js';
import { answerHealth, type Health } from './health.js';
import { answerErrors, requestContext, send } from './answers.js';
import { readJson } from './json.js';
import { measured } from './measured.js';
import type { AnyRoute, Answer, Input, RouteAnswer } from './route.js';
import { answerUnreadable, refuseUnreadable } from './unreadable.js';
import { dropUnread } from './unread.js';
import type { IdempotencyStore } from '../mongo/idempotency.js';
import { KEY_LENGTH, sentKey } from './idempotency-key.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics.js';
import { openApiOf } from './openapi.js';
import { idSchema, valid } from '../validation/validate.js';
import { requireUtf8 } from '../validation/well-formed.js';

export { idSchema };

export interface HttpOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly faults: Faults;
  readonly routes: readonly AnyRoute[];
  readonly internal: InternalTokens;
  /** Without it bare access tokens are not accepted. */
  readonly access?: BearerTokens;
  /** Needed by routes that are idempotent. */
  readonly idempotency?: IdempotencyStore;
  /** Runs before the token check, for outside callers that authenticate differently (signed webhooks). */
  readonly open?: Middleware;
}

/** Health, metrics, then only callers with a valid token; each route authorised, validated and answered by its definition. */
export function createHttpApp(options: HttpOptions): Koa {
  const { logger, metrics, health, faults, internal, access } = options;
  const app = new Koa();
  app.silent = true;
  app
    .use(requestContext((ctx) => internal.recognises(ctx.get(INTERNAL_HEADER))))
    .use(measured(metrics))
    .use(publishAnswers)
    .use(dropUnread)
    .use(answerErrors(logger))
    .use(refuseUnreadable);
  app.use(answerHealth(health, metrics));
  if (options.open) app.use(options.open);
  app.use(async (ctx, next) => {
    ctx.state['caller'] = await identify(ctx, internal, access);
    await next();
  });
  const router = routerOf(
    [...options.routes, ...faultRoutes(faults), openApiRoute(options.routes)],
    options.idempotency,
  );
  app.use(router.routes()).use(notRouted(router));
  return app;
}

/** Each answer of a route, a refusal included, as a `RouteAnswer`: tests hold it against the route's description. */
const answered = channel('http:route-answered');

async function publishAnswers(ctx: KoaContext, next: () => Promise<unknown>): Promise<void> {
  await next();
  const route = ctx.state['definition'] as AnyRoute | undefined;
  if (!route || !answered.hasSubscribers) return;
  const { status, body, headers } = ctx.response;
  answered.publish({ route, status, body, headers } satisfies RouteAnswer);
}

/** The caller, by the internal token if there is one, else by the bearer token. Throws 401 without either. */
async function identify(ctx: KoaContext, internal: InternalTokens, access: BearerTokens | undefined): Promise<Caller> {
  const bearer = /^Bearer (\S+)$/i.exec(ctx.get('authorization'))?.[1];
  const caller =
    ctx.get(INTERNAL_HEADER) || !bearer || !access
      ? internal.verify(ctx.get(INTERNAL_HEADER) || undefined)
      : await access.identify(bearer, isChanging(ctx.method));
  if (caller.userId) annotate({ userId: caller.userId });
  return caller;
}

const nothing = Joi.object({});
const keySchema = Joi.string().max(KEY_LENGTH).required();

/** A router over routes; `ctx.state.caller` must already be set. */
export function routerOf(routes: readonly AnyRoute[], idempotency?: IdempotencyStore): Router {
  const router = new Router({ sensitive: true, strict: true });
  for (const each of routes) router.register(each.path, [each.method], [answerRoute(each, idempotency)]);
  return router;
}

function answerRoute(route: AnyRoute, idempotency: IdempotencyStore | undefined): Middleware {
  const params =
    route.params ??
    Joi.object(Object.fromEntries([...route.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, idSchema])));
  const takesBody = ['POST', 'PUT', 'PATCH'].includes(route.method);
  return async (ctx) => {
    ctx.state['definition'] = route;
    const caller = ctx.state['caller'] as Caller;
    // for the caller alone, a refusal included: no intermediary and no browser may store it
    if (route.who !== 'anyone' || isChanging(route.method)) ctx.set('cache-control', 'no-store');
    authorize(caller, route.who);
    if (route.from !== undefined) requireProcess(caller, route.from);
    requireUtf8(ctx.path, ctx.querystring);
    const gatewayCall = gatewayCallOf(ctx, caller);
    const key = route.idempotent ? idempotencyKeyOf(ctx, gatewayCall) : undefined;
    // an absent body is an empty object; null is not absence
    const body = takesBody ? await readJson(ctx) : undefined;
    const input: Input<unknown, unknown, unknown> = {
      caller,
      ctx,
      params: valid(params, ctx['params'] ?? {}),
      query: valid(route.query ?? nothing, { ...ctx.query }, { convert: true, whole: 'query' }),
      body: valid(route.body ?? nothing, body === undefined ? {} : body),
      // the gateway's id makes the call idempotent: its effects have ids derived from it, so no answer is stored for that
      idempotencyKey: route.idempotent ? (key ?? gatewayCall?.id) : undefined,
      begun: gatewayCall !== undefined && gatewayCall.attempt > 1,
      gatewayCall,
    };
    if (!route.idempotent || key === undefined) return send(ctx, await route.handle(input));
    if (!idempotency)
      throw new Error(`${route.method} ${route.path} is idempotent, but its service has no store for keys`);
    const scope =
      typeof route.idempotent === 'function'
        ? route.idempotent(input)
        : (caller.userId ?? `address:${caller.address ?? ''}`);
    const call = { scope, key, method: ctx.method, path: ctx.path, body: input.body, holder: gatewayCall?.id };
    const work = (idempotencyKey: string, begun: boolean) => route.handle({ ...input, idempotencyKey, begun });
    const { secret } = route;
    if (!secret) return send(ctx, await idempotency.once(call, work));
    send(
      ctx,
      await withSecret(secret, await idempotency.once(call, async (...args) => without(secret, await work(...args)))),
    );
  };
}

type Secret = NonNullable<AnyRoute['secret']>;

function without({ name }: Secret, answer: Answer): Answer {
  const { [name]: _, ...body } = answer.body as Record<string, unknown>;
  return { ...answer, body };
}

/** Adds the secret member; a refusal has none. */
async function withSecret({ name, reveal }: Secret, answer: Answer): Promise<Answer> {
  if (answer.status >= 300) return answer;
  const body = answer.body as Record<string, unknown>;
  const value = await reveal(body);
  return value === undefined ? answer : { ...answer, body: { ...body, [name]: value } };
}

/** The client's key. For services of earlier releases the gateway sends its own id as a key too; it is ignored here. */
function idempotencyKeyOf(ctx: KoaContext, gatewayCall: GatewayCall | undefined): string | undefined {
  const key = sentKey(ctx.req);
  if (key === undefined || key === gatewayCall?.id) return undefined;
  return valid(keySchema, key, { at: 'Idempotency-Key' });
}

const gatewayCallOf = (ctx: KoaContext, caller: Caller): GatewayCall | undefined =>
  caller.process === 'gateway' ? readGatewayCall(ctx.get(GATEWAY_CALL_HEADER)) : undefined;

/** 404 for an unknown path, 405 with Allow for a known one. */
function notRouted(router: Router): Middleware {
  return async (ctx) => {
    const allowed = new Set(router.match(ctx.path, ctx.method).path.flatMap((layer) => layer.methods));
    throw allowed.size > 0 ? methodNotAllowed(ctx.method, [...allowed]) : routeNotFound(ctx.path);
  };
}

const openApiRoute = (routes: readonly AnyRoute[]): AnyRoute => ({
  method: 'GET',
  path: '/openapi.json',
  who: 'anyone',
  summary: 'The OpenAPI paths of this process',
  internal: true,
  answers: { 200: { description: 'OpenAPI 3.1' } },
  handle: async () => ({ status: 200, body: openApiOf(routes) }),
});

export interface Listening {
  readonly port: number;
  /** Accepts no new connections, lets requests end for up to `graceMs` milliseconds, then closes what is left. */
  close(graceMs?: number): Promise<void>;
}

/** Listens; port 0 takes a free one. Rejects when the port is taken. */
export async function listen(
  app: Koa,
  host: string,
  port: number,
  make: (handler: ReturnType<Koa['callback']>) => Server = (handler) =>
    createServer({ requireHostHeader: false, connectionsCheckingInterval: 5_000 }, handler),
): Promise<Listening> {
  const server = make(app.callback());
  answerUnreadable(server);
  let draining = false;
  // a busy connection would keep the process from ending
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (draining) response.setHeader('connection', 'close');
  });
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs = 8_000) =>
      new Promise((resolve) => {
        draining = true;
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        const idle = setInterval(() => server.closeIdleConnections(), 200);
        server.close(() => (clearTimeout(cut), clearInterval(idle), resolve()));
      }),
  };
}
