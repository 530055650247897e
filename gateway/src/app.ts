import { readFileSync } from 'node:fs';
import { AccessTokens } from '@shop/common/auth/access-tokens';
import { CurrentAccounts } from '@shop/common/auth/current-accounts';
import { type Health } from '@shop/common/http/health';
import type { App } from '@shop/common/process';
import { connectRedis, pingRedis, redisReady } from '@shop/common/redis/connection';
import { freeOnFailure, openBasics } from '@shop/common/service/basics';
import { seconds } from '@shop/common/time';
import { Callers } from './auth/callers.js';
import { accountsOf, disabledOf } from './auth/accounts.js';
import { DisabledAccounts, hearDisabled } from './auth/disabled-accounts.js';
import type { GatewayConfig } from './config.js';
import { handlers } from './handlers.js';
import { hostCheck } from './http/allowed-hosts.js';
import { ClientAddresses } from './http/client-address.js';
import { edge } from './http/edge.js';
import { edgeApp } from './http/edge-app.js';
import { OpenApi } from './http/openapi.js';
import { proxy } from './http/proxy.js';
import { Routing } from './http/routing.js';
import { listen, listenToRedirect, type Listening } from './http/server.js';
import { BodyBudget } from './limits/body-budget.js';
import { ClaimedKeys } from './limits/claimed-keys.js';
import { RateLimit } from './limits/rate-limits.js';
import { OpenStreams } from './live/open-streams.js';
import { Streams } from './live/streams.js';
import { Pages } from './pages/pages.js';
import { queueDashboard } from './pages/queues.js';
import { traceDesk } from './pages/traces.js';
import { faultRows, routes } from './routes.js';
import { upstreamsOf } from './upstreams/upstreams.js';
import type { Overrides } from './overrides.js';

export interface Gateway extends App {
  readonly port: number;
  readonly redirectPort: number | undefined;
}

/** Composes and starts the gateway; it answers as soon as this resolves, whether or not anything behind it does. */
export async function startApp(config: GatewayConfig, overrides: Overrides = {}): Promise<Gateway> {
  const { logger, metrics, faults, internal, closing } = openBasics('gateway', config, overrides.logger);
  faults.declare('gateway.proxy');
  const redis = connectRedis(config.REDIS_URL, { logger, metrics });
  closing.add(() => redis.disconnect());
  const subscriber = connectRedis(config.REDIS_URL, { logger, metrics, blocking: true });
  const health: Health = { draining: false, checks: { redis: () => pingRedis(redis) } };
  const upstreams = upstreamsOf(config, metrics, overrides.upstream);
  closing.add(() => Promise.all(Object.values(upstreams).map((upstream) => upstream.close())));
  const streams = new Streams({
    redis: subscriber,
    logger,
    metrics,
    ...(overrides.beatMs ? { beatMs: overrides.beatMs } : {}),
  });
  closing.add(() => streams.close());
  const dashboard = queueDashboard(redis, logger, upstreams['saga-orchestrator'], internal);
  closing.add(() => dashboard.close());
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
  closing.add(() => disabled.close());
  const hearing = hearDisabled(subscriber, disabled, logger);
  closing.add(async () => {
    // without Redis it may still wait to begin
    subscriber.disconnect();
    await (await hearing)?.close();
  });
  const bodies = new BodyBudget();
  const pass = proxy({ upstreams, internal, faults, keys, disabled, bodyLimit: config.BODY_LIMIT_BYTES, bodies });
  for (const row of rows.filter(({ target }) => target === 'gateway')) own(row);

  const { HOST: host, PORT: port, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = config;
  const addresses = new ClientAddresses(config.TRUSTED_PROXIES);
  const app = edgeApp({ config, logger, metrics, health, addresses });
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
  const servers: Listening[] = [];
  closing.add(() => {
    health.draining = true;
    streams.drain();
    return Promise.all(servers.map((server) => server.close()));
  });
  return freeOnFailure({ closing, logger }, async () => {
    const tls = certFile && keyFile ? { tls: { certFile, keyFile } } : {};
    const server = await listen(app, { host, port, ...tls, ...overrides.server });
    servers.push(server);
    const { HTTP_REDIRECT_PORT: from } = config;
    const redirect = from === undefined ? undefined : await listenToRedirect(host, from, server.port);
    if (redirect) servers.push(redirect);
    logger.info('Listening', { port: server.port });
    return { port: server.port, redirectPort: redirect?.port, close: () => closing.close() };
  });
}
