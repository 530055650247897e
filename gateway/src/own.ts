import type { Health } from '@shop/common/http/health';
import type { Basics } from '@shop/common/service/basics';
import type { UpstreamParts } from './upstream-parts.js';
import type { GatewayConfig } from './config.js';
import { handlers } from './handlers.js';
import type { Handler } from './http/exchange.js';
import { OpenApi } from './http/openapi.js';
import type { GatewayRoute } from './http/routing.js';
import { OpenStreams } from './live/open-streams.js';
import type { Overrides } from './overrides.js';
import { Pages } from './pages/pages.js';
import { queueDashboard } from './pages/queues.js';
import { keepHistory } from './pages/system-history.js';
import { systemNow } from './pages/system.js';
import { traceDesk } from './pages/traces.js';

/** The parts of the gateway that answer its own routes. */
export interface Own {
  readonly pages: Pages;
  /** Throws for a row of the table without a handler. */
  readonly handlerOf: (row: GatewayRoute) => Handler;
}

/** Composes them for the rows of the table. Throws when a row of the gateway's own has no handler. */
export function ownParts(
  { logger, metrics, faults, internal, closing }: Basics,
  config: GatewayConfig,
  { redis, upstreams, streams }: UpstreamParts,
  { rows, health, overrides }: { rows: readonly GatewayRoute[]; health: Health; overrides: Overrides },
): Own {
  const dashboard = queueDashboard(redis, logger, upstreams['saga-orchestrator'], internal);
  closing.add(() => dashboard.close());
  const now = systemNow({ upstreams, internal, health, metrics, counts: dashboard.counts });
  const history = keepHistory(now, logger);
  closing.add(() => history.close());
  const { TRACE_STORE: stored = false, TRACE_SAMPLE: sample = 0 } = config;
  const pages = new Pages();
  const handlerOf = handlers({
    health,
    metrics,
    upstreams,
    internal,
    streams,
    openStreams: new OpenStreams(config.RATE_LIMIT),
    faults,
    pages,
    dashboard,
    openapi: new OpenApi({ upstreams: Object.values(upstreams), routes: rows, internal, logger }),
    system: { now, history },
    traces: traceDesk(redis, { enabled: stored && sample > 0, sample }),
    metricsAccess: config.METRICS_ACCESS,
    openHealth: config.NODE_ENV !== 'production',
    overrides,
  });
  for (const row of rows.filter(({ target }) => target === 'gateway')) handlerOf(row);
  return { pages, handlerOf };
}
