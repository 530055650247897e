import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { KoaAdapter } from '@bull-board/koa';
import { toProblem } from '@shop/common/errors';
import { problemAnswer, send } from '@shop/common/http/answers';
import type { AnyRoute } from '@shop/common/http/route';
import { silentLogger } from '@shop/common/logging/logger';
import { connectRedis } from '@shop/common/redis/connection';
import { Pages } from '@shop/gateway/pages/pages';
import type { Sagas } from 'saga-engine';
import { openSagasQueue } from 'saga-engine/bullmq/sagas-queue';
import { presenter } from 'saga-engine/core/present';
import { reportRoutes } from '@shop/saga-orchestrator/http/saga-reports.routes';
import { sagaRoutes } from '@shop/saga-orchestrator/http/sagas.routes';
import Koa, { type Context } from 'koa';
import { bookTrip } from './trip.js';

const QUEUES = '/admin/queues';

/** The console's requests that do not concern sagas and that nothing here serves: log-in, pauses, metrics of other processes. */
const plain = (): Readonly<Record<string, object>> => ({
  '/api/users/me': { role: 'viewer' },
  '/api/sagas/pauses': { items: [] },
  '/api/system': { at: new Date().toISOString() },
});

/** The shop's saga console and a dashboard of the queue, read-only, reachable only from this machine, on a free port. */
export async function openPages(sagas: Sagas, redisUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const pages = new Pages();
  const present = presenter([bookTrip]);
  const routes = [...reportRoutes(sagas, present), ...sagaRoutes(sagas, present)];
  const redis = connectRedis(redisUrl, { logger: silentLogger() });
  const queue = openSagasQueue(redis, silentLogger());
  const adapter = new KoaAdapter().setBasePath(QUEUES);
  createBullBoard({ queues: [new BullMQAdapter(queue, { readOnlyMode: true })], serverAdapter: adapter });
  const board = adapter.registerPlugin() as unknown as Koa.Middleware;

  const answer = async (ctx: Context): Promise<void> => {
    const { path } = ctx;
    if (path === '/') return ctx.redirect('/console');
    if (path === '/console') return pages.console({ ctx } as never);
    if (path.startsWith('/assets/')) return pages.parts({ ctx } as never);
    if (path.startsWith(QUEUES)) return void (await board(ctx as never, () => Promise.resolve()));
    const known = plain()[path];
    return known ? send(ctx, { status: 200, body: known }) : askSagas(routes, ctx);
  };
  const app = new Koa().use((ctx) => answer(ctx).catch((error: unknown) => send(ctx, problemAnswer(toProblem(error)))));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await queue.close();
      redis.disconnect();
    },
  };
}

/** Serves reads of sagas with the routes of the orchestrator. */
async function askSagas(routes: readonly AnyRoute[], ctx: Context): Promise<void> {
  for (const { method, path, query, handle } of routes) {
    const pattern = new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
    const found = method === ctx.method ? pattern.exec(ctx.path) : null;
    if (!found || method !== 'GET') continue;
    const asked: unknown = query ? await query.validateAsync({ ...ctx.query }) : {};
    return send(ctx, await handle({ params: { ...found.groups }, query: asked } as never));
  }
  ctx.status = 404;
}
