import { addressKey } from '@shop/common/http/address-key';
import { authorize, isChanging } from '@shop/common/auth/callers';
import { annotate } from '@shop/common/tracing/context';
import { Problem } from '@shop/common/errors';
import { refuseLongBody } from '@shop/common/http/body';
import { sentKey } from '@shop/common/http/idempotency-key';
import { requireUtf8 } from '@shop/common/validation/well-formed';
import type { Context, Middleware } from 'koa';
import { SESSION_COOKIE, type Callers } from '../auth/callers.js';
import { requireSameOrigin } from '../auth/same-origin.js';
import type { RateLimit } from '../limits/rate-limits.js';
import type { ClientAddresses } from './client-address.js';
import type { Exchange, Handler } from './exchange.js';
import { requireKey } from './required-key.js';
import type { GatewayRoute, Routing } from './routing.js';

export interface EdgeOptions {
  readonly routing: Routing;
  readonly addresses: ClientAddresses;
  readonly callers: Callers;
  /** Absent when limits are off. */
  readonly limits: Readonly<Record<'requests' | 'logins' | 'webhooks', RateLimit>> | undefined;
  /** Throws for a host that is not ours. */
  readonly checkHost: (host: string) => void;
  readonly bodyLimit: number;
  /** Whether calls that move goods or money need an Idempotency-Key. */
  readonly keysRequired: boolean;
  /** Shows a browser the log-in page instead of a page that the caller may not see; true when it has answered. */
  readonly refusePage: (ctx: Context, problem: Problem) => boolean;
  readonly handlerOf: (route: GatewayRoute) => Handler;
}

/** Checks a request before its handler runs: a known route, within the limits, an authorised caller, a body within the limit. */
export function edge(options: EdgeOptions): Middleware {
  const { routing, addresses, callers, bodyLimit } = options;
  return async (ctx) => {
    const route = routing.find(ctx.method, ctx.path);
    ctx.state['route'] = route.path;
    if (isPersonal(ctx, route)) ctx.set('cache-control', 'no-store');
    // internal probes and scrapers may use any address as the host
    if (route.limit !== 'none') options.checkHost(hostOf(ctx, addresses));
    const address = addresses.of(ctx.req);
    ctx.state['address'] = address;
    const identity = callers.identify(ctx);
    // each await costs time, and nearly always there is nothing to wait for
    const { caller, by, problem } = identity instanceof Promise ? await identity : identity;
    if (caller.userId) annotate({ userId: caller.userId });
    const holder = caller.userId ? `user:${caller.userId}` : `address:${addressKey(address)}`;
    if (options.limits && route.limit !== 'none') {
      const { requests, logins, webhooks } = options.limits;
      const counted = route.limit === 'webhooks' ? webhooks.take(ctx, addressKey(address)) : requests.take(ctx, holder);
      if (counted) await counted;
      if (route.limit === 'logins') await logins.take(ctx, addressKey(address));
    }
    try {
      if (problem && route.who !== 'anyone') throw problem;
      if (isChanging(ctx.method) && (by === 'cookie' || route.sameOrigin))
        requireSameOrigin(ctx, hostOf(ctx, addresses), schemeOf(ctx, addresses));
      authorize(caller, route.who);
    } catch (error) {
      if (error instanceof Problem && options.refusePage(ctx, error)) return;
      throw error;
    }
    requireUtf8(ctx.path, ctx.querystring);
    if (isChanging(ctx.method)) sentKey(ctx.req);
    if (options.keysRequired) requireKey(ctx, route);
    refuseLongBody(ctx.req, bodyLimit);
    const stillHolds = () => callers.stillHolds(ctx, caller, route.who);
    const exchange: Exchange = { ctx, route, caller, address, secure: addresses.isSecure(ctx.req), holder, stillHolds };
    try {
      await options.handlerOf(route)(exchange);
    } finally {
      if (route.endsSession) callers.forget(ctx.cookies.get(SESSION_COOKIE) ?? '');
    }
  };
}

/** True when the answer is meant for its caller only, a refusal included: neither proxies nor browsers may cache it. */
const isPersonal = ({ method }: Context, { who }: GatewayRoute): boolean => who !== 'anyone' || isChanging(method);

/** Our host as the client sees it. */
function hostOf(ctx: Context, addresses: ClientAddresses): string {
  const forwarded = addresses.behindProxy(ctx.req) ? ctx.get('x-forwarded-host').split(',')[0]?.trim() : '';
  return forwarded || ctx.get('host') || ctx.get(':authority');
}

/** The scheme that the client uses; unknown when an unknown proxy may be in between. */
function schemeOf(ctx: Context, addresses: ClientAddresses): 'http' | 'https' | undefined {
  if ('encrypted' in ctx.req.socket) return 'https';
  const forwarded = addresses.behindProxy(ctx.req) ? ctx.get('x-forwarded-proto').split(',')[0]?.trim() : '';
  const scheme = forwarded?.toLowerCase();
  return scheme === 'http' || scheme === 'https' ? scheme : undefined;
}
