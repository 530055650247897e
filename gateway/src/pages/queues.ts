import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { KoaAdapter } from '@bull-board/koa';
import { methodNotAllowed, routeNotFound } from '@shop/common/errors';
import type { Logger } from '@shop/common/logger';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Middleware } from 'koa';
import type { Handler } from '../http/exchange.js';
import { answerJobs } from './saga-jobs.js';

const BASE = '/admin/queues';
/** As saga-orchestrator names them. */
const QUEUES = ['sagas'];
const PREFIX = '{shop}';

export interface Dashboard {
  readonly handler: Handler;
  /** GET /api/sagas/:id/jobs. */
  readonly jobs: Handler;
  /** Jobs of the sagas by state. Rejects while Redis is away. */
  counts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** bull-board's page wants a web font; our pages work offline and ask nobody else for anything. */
const withoutFarLinks = (page: string): string => page.replace(/<link href="https?:[^>]*>/g, '');

/** The BullMQ dashboard at /admin/queues, read-only except for administrators. Who may see it is checked before. */
export function queueDashboard(redis: Redis, logger: Logger): Dashboard {
  const queues = QUEUES.map((name) => new Queue(name, { connection: redis, prefix: PREFIX }));
  for (const queue of queues)
    queue.on('error', (error) => logger.debug('The queue cannot be read', { queue: queue.name, error }));
  const board = boardOf(queues, false);
  const readOnly = boardOf(queues, true);
  return {
    handler: async ({ ctx, caller }) => {
      await (caller.role === 'admin' ? board : readOnly)(ctx, async () => undefined);
      // what it does not know is refused here as everywhere
      if (ctx.status === 404 && !ctx.body) throw routeNotFound(ctx.path);
      if ([405, 501].includes(ctx.status) && !ctx.body)
        throw methodNotAllowed(ctx.method, ctx.response.get('allow').split(/, */));
      if (typeof ctx.body === 'string') ctx.body = withoutFarLinks(ctx.body);
    },
    jobs: answerJobs(queues[0]!),
    counts: () => queues[0]!.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed'),
    close: async () => {
      await Promise.all(queues.map((queue) => queue.close().catch(() => undefined)));
    },
  };
}

function boardOf(queues: readonly Queue[], readOnlyMode: boolean): Middleware {
  const adapter = new KoaAdapter().setBasePath(BASE);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Queues', pollingInterval: { showSetting: true } } },
  });
  return adapter.registerPlugin() as unknown as Middleware;
}
