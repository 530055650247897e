import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { bearerTokens } from '@shop/common/auth/bearer-tokens';
import { Faults } from '@shop/common/faults';
import { createHttpApp, listen } from '@shop/common/http/server';
import type { App } from '@shop/common/process';
import { createLogger, type Logger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import type { ProviderConfig } from './config.js';
import type { Entry } from './entries.js';
import { openJournal } from './journal.js';
import { providerRoutes } from './routes.js';
import { State } from './state.js';
import { webhookSender } from './webhooks.js';

export interface ProviderApp extends App {
  readonly port: number;
}

/** The built-in payment provider: a small process of its own, for development and tests. */
export async function startProvider(
  config: ProviderConfig,
  logger: Logger = createLogger('payment-provider', config.LOG_LEVEL),
): Promise<ProviderApp> {
  const faults = new Faults(config.FAULT_INJECTION);
  const internal = new InternalTokens('payment-provider', config.INTERNAL_TOKEN_SECRET);
  const health = { draining: false, checks: {} };
  const state = new State();
  const journal = await openJournal<Entry>(config.DATA_FILE, (entry) => state.apply(entry));
  const webhooks = webhookSender(config.WEBHOOK_URL, config.PROVIDER_WEBHOOK_SECRET, { logger, faults });
  const http = await listen(
    createHttpApp({
      logger,
      metrics: createMetrics('payment-provider'),
      health,
      faults,
      internal,
      ...(config.JWKS_URLS ? { access: bearerTokens(config.JWKS_URLS, internal) } : {}),
      routes: providerRoutes({ state, journal, webhooks, faults }),
    }),
    config.HOST,
    config.PORT,
  );
  logger.info('Listening', { port: http.port, charges: state.charges.size });
  return {
    port: http.port,
    async close() {
      health.draining = true;
      await http.close();
      await webhooks.close();
      await journal.close();
    },
  };
}
