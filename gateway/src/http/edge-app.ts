import { answerErrors, requestContext } from '@shop/common/http/answers';
import type { Health } from '@shop/common/http/health';
import { measured } from '@shop/common/http/measured';
import { dropUnread } from '@shop/common/http/unread';
import { refuseUnreadable } from '@shop/common/http/unreadable';
import type { Logger } from '@shop/common/logging/logger';
import type { Metrics } from '@shop/common/metrics';
import Koa from 'koa';
import type { GatewayConfig } from '../config.js';
import { accessLog } from './access-log.js';
import { allowOrigins } from './allow-origins.js';
import type { ClientAddresses } from './client-address.js';
import { closeWhileDraining } from './connections.js';
import { securityHeaders } from './security-headers.js';

interface Parts {
  readonly config: Pick<GatewayConfig, 'ACCESS_LOG_SAMPLE' | 'CORS_ORIGINS'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly addresses: ClientAddresses;
}

/** What every answer of the gateway has: a request id, an access log line, metrics, security headers, and errors as problems. */
export function edgeApp({ config, logger, metrics, health, addresses }: Parts): Koa {
  const app = new Koa();
  app.silent = true;
  app
    .use(requestContext(() => false))
    .use(accessLog(logger, config.ACCESS_LOG_SAMPLE))
    .use(measured(metrics));
  app
    .use(closeWhileDraining(health))
    .use(dropUnread)
    .use(securityHeaders((request) => addresses.isSecure(request)));
  if (config.CORS_ORIGINS.length > 0) app.use(allowOrigins(config.CORS_ORIGINS));
  app.use(answerErrors(logger)).use(refuseUnreadable);
  return app;
}
