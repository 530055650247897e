import { readFileSync } from 'node:fs';
import { AccessTokens } from '@shop/common/auth/access-tokens';
import type { Health } from '@shop/common/http/health';
import type { Basics } from '@shop/common/service/basics';
import type Koa from 'koa';
import { Callers } from './auth/callers.js';
import type { UpstreamParts } from './upstream-parts.js';
import type { GatewayConfig } from './config.js';
import { hostCheck } from './http/allowed-hosts.js';
import { ClientAddresses } from './http/client-address.js';
import { edge } from './http/edge.js';
import { edgeApp } from './http/edge-app.js';
import { proxy } from './http/proxy.js';
import { Routing, type GatewayRoute } from './http/routing.js';
import { BodyBudget } from './limits/body-budget.js';
import { ClaimedKeys } from './limits/claimed-keys.js';
import { RateLimit } from './limits/rate-limits.js';
import type { Own } from './own.js';

/** The app that accepts requests and passes each to the gateway's own handlers or to a service. */
export function gatewayApp(
  { logger, metrics, faults, internal }: Basics,
  config: GatewayConfig,
  { redis, upstreams, accounts, disabled }: UpstreamParts,
  { own, rows, health }: { own: Own; rows: readonly GatewayRoute[]; health: Health },
): Koa {
  const { BODY_LIMIT_BYTES: bodyLimit, TLS_CERT_FILE: certFile } = config;
  const addresses = new ClientAddresses(config.TRUSTED_PROXIES);
  const [keys, bodies] = [new ClaimedKeys(redis), new BodyBudget()];
  const pass = proxy({ upstreams, internal, faults, keys, disabled, bodyLimit, bodies });
  return edgeApp({ config, logger, metrics, health, addresses }).use(
    edge({
      routing: new Routing(rows),
      addresses,
      callers: new Callers({ tokens: new AccessTokens(config.JWKS_URLS, internal), accounts, disabled }),
      limits: config.RATE_LIMIT
        ? {
            requests: new RateLimit('requests', config.RATE_LIMIT_REQUESTS, redis, logger),
            logins: new RateLimit('logins', config.RATE_LIMIT_LOGINS, redis, logger),
            webhooks: new RateLimit('webhooks', config.RATE_LIMIT_WEBHOOKS, redis, logger),
          }
        : undefined,
      checkHost: hostCheck(config.ALLOWED_HOSTS, certFile === undefined ? undefined : readFileSync(certFile)),
      bodyLimit,
      keysRequired: config.IDEMPOTENCY_KEYS === 'required',
      refusePage: own.pages.refuse,
      handlerOf: (row) => (row.target === 'gateway' ? own.handlerOf(row) : pass),
    }),
  );
}
