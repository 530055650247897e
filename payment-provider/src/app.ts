import { bearerTokens } from '@shop/common/auth/bearer-tokens';
import { createHttpApp, listen } from '@shop/common/http/server';
import type { App } from '@shop/common/process';
import type { Logger } from '@shop/common/logging/logger';
import { freeOnFailure, openBasics } from '@shop/common/service/basics';
import type { ProviderConfig } from './config.js';
import type { Entry } from './entries.js';
import { openJournal } from './journal.js';
import { actionPage } from './action-page.js';
import { carryOutBy } from './carry-out.js';
import { providerRoutes } from './routes.js';
import { State } from './state.js';
import { webhookSender } from './webhooks.js';

export interface ProviderApp extends App {
  readonly port: number;
}

/** The built-in payment provider: a small separate process, for development and tests. */
export function startApp(config: ProviderConfig, ownLogger?: Logger): Promise<ProviderApp> {
  const basics = openBasics('payment-provider', config, ownLogger);
  const { logger, metrics, faults, internal, closing } = basics;
  const health = { draining: false, checks: {} };
  return freeOnFailure(basics, async () => {
    const state = new State(config.PAGES_URL ?? `http://localhost:${config.PORT}`);
    const journal = await openJournal<Entry>(config.DATA_FILE, (entry) => state.apply(entry));
    closing.add(() => journal.close());
    const webhooks = webhookSender(config.WEBHOOK_URL, config.PROVIDER_WEBHOOK_SECRET, { logger, faults });
    closing.add(() => webhooks.close());
    const { carryOut, close: stopTimers } = carryOutBy(state, journal, webhooks);
    closing.add(stopTimers);
    const app = createHttpApp({
      logger,
      metrics,
      health,
      faults,
      internal,
      ...(config.JWKS_URLS ? { access: bearerTokens(config.JWKS_URLS, internal) } : {}),
      open: actionPage(state, carryOut, faults),
      routes: providerRoutes({ state, journal, carryOut, faults }),
    });
    const http = await listen(app, config.HOST, config.PORT);
    closing.add(() => ((health.draining = true), http.close()));
    logger.info('Listening', { port: http.port, charges: state.charges.size });
    return { port: http.port, close: () => closing.close() };
  });
}
