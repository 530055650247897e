import { readFileSync } from 'node:fs';
import { watchCertificates } from '@shop/common/config/certificate-watch';
import type { Health } from '@shop/common/http/health';
import type { App } from '@shop/common/process';
import { pingRedis, redisReady } from '@shop/common/redis/connection';
import { freeOnFailure, openBasics } from '@shop/common/service/basics';
import { seconds } from '@shop/common/time';
import { openUpstreamParts } from './upstream-parts.js';
import type { GatewayConfig } from './config.js';
import { gatewayApp } from './front.js';
import { listen, listenToRedirect, type Listening } from './http/server.js';
import type { Overrides } from './overrides.js';
import { ownParts } from './own.js';
import { faultRows, routes } from './routes.js';

export interface Gateway extends App {
  readonly port: number;
  readonly redirectPort: number | undefined;
}

/** Composes and starts the gateway. It accepts requests as soon as this resolves, even if no other process is reachable. */
export function startApp(config: GatewayConfig, overrides: Overrides = {}): Promise<Gateway> {
  const basics = openBasics('gateway', config, overrides.logger);
  return freeOnFailure(basics, async () => {
    const { logger, faults, closing } = basics;
    faults.declare('gateway.proxy');
    const upstreamParts = openUpstreamParts(basics, config, overrides);
    const health: Health = { draining: false, checks: { redis: () => pingRedis(upstreamParts.redis) } };
    const rows = [...routes, ...(faults.enabled ? faultRows : [])];
    const own = ownParts(basics, config, upstreamParts, { rows, health, overrides });
    const app = gatewayApp(basics, config, upstreamParts, { own, rows, health });

    // limits and queues are shared from the first request on if Redis is available; without it the gateway starts all the same
    await redisReady(upstreamParts.redis, seconds(1)).catch((error: unknown) =>
      logger.warn('Starting without Redis', { error }),
    );
    const servers: Listening[] = [];
    closing.add(() => {
      health.draining = true;
      upstreamParts.streams.drain();
      return Promise.all(servers.map((server) => server.close()));
    });
    const { HOST: host, PORT, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = config;
    const { HTTP_REDIRECT_PORT: from, HTTPS_PORT } = config;
    if (certFile) closing.add(watchCertificates(logger, 'TLS_CERT_FILE', readFileSync(certFile)));
    const tls = certFile && keyFile ? { tls: { certFile, keyFile } } : {};
    const server = await listen(app, { host, port: PORT, ...tls, ...overrides.server });
    servers.push(server);
    const redirect = from === undefined ? undefined : await listenToRedirect(host, from, HTTPS_PORT ?? server.port);
    if (redirect) servers.push(redirect);
    logger.info('Listening', { port: server.port });
    return { port: server.port, redirectPort: redirect?.port, close: () => closing.close() };
  });
}
