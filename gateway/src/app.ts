import { readFileSync } from 'node:fs';
import cors from '@koa/cors';
import { AccessTokens } from '@shop/common/auth/access-tokens';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { CurrentAccounts } from '@shop/common/auth/current-accounts';
import { Faults } from '@shop/common/faults';
import { type Health } from '@shop/common/http/health';
import { answerErrors, requestContext } from '@shop/common/http/answers';
import { dropUnread } from '@shop/common/http/unread';
import { refuseUnreadable } from '@shop/common/http/unreadable';
import type { App } from '@shop/common/process';
import { createLogger } from '@shop/common/logging/logger';
import { createMetrics, type Metrics } from '@shop/common/metrics';
import { connectRedis, pingRedis, redisReady } from '@shop/common/redis/connection';
import { seconds } from '@shop/common/time';
import Koa from 'koa';
import { Callers } from './auth/callers.js';
import { accountsOf, disabledOf } from './auth/accounts.js';
import { DisabledAccounts } from './auth/disabled-accounts.js';
import type { GatewayConfig } from './config.js';
import { handlers } from './handlers.js';
import { hostCheck } from './http/allowed-hosts.js';
import { accessLog } from './http/access-log.js';
import { ClientAddresses } from './http/client-address.js';
import { closeWhileDraining } from './http/connections.js';
import { edge } from './http/edge.js';
import { OpenApi } from './http/openapi.js';
import { proxy } from './http/proxy.js';
import { Routing } from './http/routing.js';
import { securityHeaders } from './http/security-headers.js';
import { listen, listenToRedirect } from './http/server.js';
import { BodyBudget } from './limits/body-budget.js';
import { ClaimedKeys } from './limits/claimed-keys.js';
import { RateLimit } from './limits/rate-limits.js';
import { OpenStreams } from './live/open-streams.js';
import { Streams } from './live/streams.js';
import { Pages } from './pages/pages.js';
import { queueDashboard } from './pages/queues.js';
import { traceDesk } from './pages/traces.js';
import { faultRows, routes } from './routes.js';
import { Upstream } from './upstreams/upstream.js';
import { upstreamNames, upstreamVariables, type UpstreamName } from './upstreams/upstream-names.js';
import type { Overrides } from './overrides.js';

/** The part of an upstream's places that one caller may take, unless limits are off. */
const CALLER_SHARE = 0.1;

export interface Gateway extends App {
  readonly port: number;
  readonly redirectPort: number | undefined;
}

/** Composes and starts the gateway; it answers as soon as this resolves, whether or not anything behind it does. */
export async function startApp(config: GatewayConfig, overrides: Overrides = {}): Promise<Gateway> {
  const logger = overrides.logger ?? createLogger('gateway', config.LOG_LEVEL);
  const metrics = createMetrics('gateway');
  const internal = new InternalTokens('gateway', config.INTERNAL_TOKEN_SECRET);
  const faults = new Faults(config.FAULT_INJECTION);
  faults.declare('gateway.proxy');
  const redis = connectRedis(config.REDIS_URL, { logger, metrics });
  const subscriber = connectRedis(config.REDIS_URL, { logger, metrics, blocking: true });
  const health: Health = { draining: false, checks: { redis: () => pingRedis(redis) } };
  const upstreams = upstreamsOf(config, metrics, overrides.upstream);
  const streams = new Streams({
    redis: subscriber,
    logger,
    metrics,
    ...(overrides.beatMs ? { beatMs: overrides.beatMs } : {}),
  });
  const dashboard = queueDashboard(redis, logger, upstreams['saga-orchestrator'], internal);
  const pages = new Pages();
  const rows = [...routes, ...(faults.enabled ? faultRows : [])];
  const openapi = new OpenApi({ upstreams: Object.values(upstreams), routes: rows, internal, logger });
  const { TRACE_STORE: stored = false, TRACE_SAMPLE: sample = 0 } = config;
  const traces = traceDesk(redis, { enabled: stored && sample > 0, sample });
  const openStreams = new OpenStreams(config.RATE_LIMIT);
  const basics = { health, metrics, upstreams, internal, streams, openStreams, faults };
  const own = handlers({
    ...basics,
    pages,
    dashboard,
    openapi,
    traces,
    metricsAccess: config.METRICS_ACCESS,
    openHealth: config.NODE_ENV !== 'production',
    overrides,
  });
  const keys = new ClaimedKeys(redis);
  const users = upstreams['user-service'];
  const accounts = new CurrentAccounts(accountsOf(users, internal));
  const disabled = new DisabledAccounts(disabledOf(users, internal));
  const bodies = new BodyBudget();
  const pass = proxy({ upstreams, internal, faults, keys, disabled, bodyLimit: config.BODY_LIMIT_BYTES, bodies });
  for (const row of rows.filter(({ target }) => target === 'gateway')) own(row);

  const { HOST: host, PORT: port, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = config;
  const addresses = new ClientAddresses(config.TRUSTED_PROXIES);
  const app = new Koa();
  app.silent = true;
  app
    .use(requestContext(() => false))
    .use(accessLog(logger, config.ACCESS_LOG_SAMPLE))
    .use(metrics.http);
  app
    .use(closeWhileDraining(health))
    .use(dropUnread)
    .use(securityHeaders((request) => addresses.isSecure(request)));
  if (config.CORS_ORIGINS.length > 0) app.use(allowOrigins(config.CORS_ORIGINS));
  app.use(answerErrors(logger)).use(refuseUnreadable);
  app.use(
    edge({
      routing: new Routing(rows),
      addresses,
      callers: new Callers({ tokens: new AccessTokens(config.JWKS_URLS, internal), accounts, disabled }),
      limits: config.RATE_LIMIT
        ? {
            requests: new RateLimit('requests', config.RATE_LIMIT_REQUESTS, redis, logger),
            logins: new RateLimit('logins', config.RATE_LIMIT_LOGINS, redis, logger),
          }
        : undefined,
      checkHost: hostCheck(config.ALLOWED_HOSTS, certFile === undefined ? undefined : readFileSync(certFile)),
      bodyLimit: config.BODY_LIMIT_BYTES,
      keysRequired: config.IDEMPOTENCY_KEYS === 'required',
      refusePage: pages.refuse,
      handlerOf: (row) => (row.target === 'gateway' ? own(row) : pass),
    }),
  );

  // limits and queues are shared from the first request on if Redis is there; without it the gateway starts all the same
  await redisReady(redis, seconds(1)).catch((error: unknown) => logger.warn('Starting without Redis', { error }));
  const tls = certFile && keyFile ? { tls: { certFile, keyFile } } : {};
  const server = await listen(app, { host, port, ...tls, ...overrides.server });
  const redirect =
    config.HTTP_REDIRECT_PORT === undefined
      ? undefined
      : await listenToRedirect(host, config.HTTP_REDIRECT_PORT, server.port);
  logger.info('listening', { port: server.port });
  return {
    port: server.port,
    redirectPort: redirect?.port,
    close: async () => {
      health.draining = true;
      streams.drain();
      await Promise.all([server.close(), redirect?.close()]);
      await streams.close();
      await dashboard.close();
      await disabled.close();
      await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
      redis.disconnect();
    },
  };
}

function upstreamsOf(
  config: GatewayConfig,
  metrics: Metrics,
  overrides: Overrides['upstream'],
): Record<UpstreamName, Upstream> {
  const bulkhead = config.BULKHEAD_LIMIT;
  const share = config.RATE_LIMIT ? { share: Math.ceil(bulkhead * CALLER_SHARE) } : {};
  const common = { metrics, bulkhead, ...share, graceMs: config.OUTAGE_GRACE_MS, ...overrides };
  return Object.fromEntries(
    upstreamNames.map((name) => [name, new Upstream({ name, urls: config[upstreamVariables[name]], ...common })]),
  ) as Record<UpstreamName, Upstream>;
}

/** Lets pages of these origins call the interface with bearer tokens; cookies stay ours. */
const allowOrigins = (origins: readonly string[]) =>
  cors({
    origin: (ctx) => (origins.includes(ctx.get('origin')) ? ctx.get('origin') : ''),
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposeHeaders: ['location', 'retry-after', 'x-request-id', 'idempotent-replayed', 'ratelimit', 'ratelimit-policy'],
    maxAge: 600,
  });
