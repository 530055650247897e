import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import type { Faults } from '@shop/common/faults';
import { faultRoutes } from '@shop/common/http/faults.routes';
import { answerHealth, type Health } from '@shop/common/http/health';
import { routerOf } from '@shop/common/http/server';
import type { Metrics } from '@shop/common/metrics';
import type { Overrides } from './overrides.js';
import type { Handler } from './http/exchange.js';
import { answerReady } from './http/health.js';
import { asyncApi } from './http/asyncapi.js';
import { guardMetrics } from './http/metrics-access.js';
import { noQuery } from './http/no-query.js';
import type { OpenApi } from './http/openapi.js';
import type { GatewayRoute } from './http/routing.js';
import type { UpstreamName } from './upstreams/upstream-names.js';
import { answerEvents } from './live/events.js';
import type { OpenStreams } from './live/open-streams.js';
import { answerSagaEvents } from './live/saga-events.js';
import { answerSteps } from './live/steps.js';
import type { Streams } from './live/streams.js';
import { faultDesk } from './pages/fault-desk.js';
import type { Pages } from './pages/pages.js';
import type { Dashboard } from './pages/queues.js';
import type { SystemHistory } from './pages/system-history.js';
import type { Json } from './pages/system.js';
import type { TraceDesk } from './pages/traces.js';
import type { Upstream } from './upstreams/upstream.js';

export interface Parts {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly internal: InternalTokens;
  readonly streams: Streams;
  readonly openStreams: OpenStreams;
  readonly faults: Faults;
  readonly pages: Pages;
  readonly dashboard: Dashboard;
  readonly openapi: OpenApi;
  readonly traces: TraceDesk;
  readonly system: { readonly now: () => Promise<Json>; readonly history: SystemHistory };
  readonly metricsAccess: 'open' | 'private';
  /** Whether anonymous callers see the addresses of the replicas. */
  readonly openHealth: boolean;
  readonly overrides: Overrides;
}

/** The handlers of the rows that the gateway answers itself. Throws for a row without a handler. */
export function handlers(parts: Parts): (row: GatewayRoute) => Handler {
  const { health, metrics, upstreams, internal, streams, openStreams, pages, dashboard, openapi, overrides, system } =
    parts;
  const basic = answerHealth(health, metrics);
  const ask: Handler = ({ ctx }) => Promise.resolve(basic(ctx, async () => undefined));
  const faults = armFaults(parts.faults);
  const desk = faultDesk({ upstreams, internal, faults: parts.faults, own: faults });
  const live = { internal, streams, openStreams, ...overrides };
  const byPath: Readonly<Record<string, Handler>> = {
    '/api/orders/:id/events': noQuery(answerEvents({ orders: upstreams['order-service'], ...live })),
    '/api/orders/:id/steps': noQuery(answerSteps(upstreams['order-service'], upstreams['saga-orchestrator'], internal)),
    '/api/sagas/:id/events': noQuery(answerSagaEvents({ orchestrator: upstreams['saga-orchestrator'], ...live })),
    '/openapi.json': async ({ ctx }) => {
      ctx.type = 'application/json; charset=utf-8';
      ctx.body = await openapi.document();
    },
    '/asyncapi.json': async ({ ctx }) => {
      ctx.type = 'application/json; charset=utf-8';
      const { components } = JSON.parse(await openapi.document()) as { components: { schemas: object } };
      ctx.body = JSON.stringify(asyncApi({ ...components.schemas }));
    },
    '/health/live': ask,
    '/health/ready': answerReady(health, Object.values(upstreams), parts.openHealth),
    '/metrics': guardMetrics(parts.metricsAccess, ask),
    '/': pages.shop,
    '/console': pages.console,
    '/assets/*': pages.parts,
    '/docs': pages.docs,
    '/docs/*': pages.docsParts,
    '/admin/queues': dashboard.handler,
    '/admin/queues/*': dashboard.handler,
    '/faults': faults,
    '/api/faults': noQuery((exchange) => (exchange.ctx.method === 'DELETE' ? desk.disarm : desk.list)(exchange)),
    '/api/faults/:process': noQuery(desk.arm),
    '/api/sagas/:id/jobs': noQuery(dashboard.jobs),
    '/api/system': noQuery(async ({ ctx }) => {
      ctx.body = await system.now();
    }),
    '/api/system/history': noQuery(async ({ ctx }) => {
      ctx.body = { items: system.history.samples() };
    }),
    '/api/traces': parts.traces.list,
    '/api/traces/:traceId': noQuery(parts.traces.one),
  };
  return ({ path }) => {
    const handler = byPath[path];
    if (!handler) throw new Error(`Nothing answers ${path} of the table.`);
    return handler;
  };
}

function armFaults(faults: Faults): Handler {
  const router = routerOf(faultRoutes(faults));
  const answer = router.routes();
  return async ({ ctx, caller }) => {
    ctx.state['caller'] = caller;
    await answer(ctx as never, async () => undefined);
  };
}
