import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { KoaAdapter } from '@bull-board/koa';
import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import { methodNotAllowed, Problem, routeNotFound, unavailable } from '@shop/common/errors';
import type { Logger } from '@shop/common/logging/logger';
import { pingRedis } from '@shop/common/redis/connection';
import { seconds } from '@shop/common/time';
import { MAILS_QUEUE, SAGAS_QUEUE, WEBHOOKS_QUEUE } from '@shop/protos/channels';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Middleware } from 'koa';
import type { Handler } from '../http/exchange.js';
import type { Upstream } from '../upstreams/upstream.js';
import { answerJobs } from './saga-jobs.js';

const BASE = '/admin/queues';
const QUEUES = [SAGAS_QUEUE, MAILS_QUEUE, WEBHOOKS_QUEUE];

const STATIC = `${BASE}/static/`;
/** How long the dashboard may take to answer. */
const LONGEST = seconds(3);
/** The errors of ioredis and BullMQ when Redis is unreachable or does not answer. */
const AWAY =
  /not connected|in time|timed out|connection is closed|isn't writeable|max retries|socket|ECONN|ETIMEDOUT|EPIPE|LOADING|CLUSTERDOWN|failover/i;

export interface Dashboard {
  readonly handler: Handler;
  /** GET /api/sagas/:id/jobs. */
  readonly jobs: Handler;
  /** Jobs of the sagas by state. Rejects while Redis is away. */
  counts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** bull-board's page loads a web font; our pages work offline and load nothing from other hosts. */
const withoutFarLinks = (page: string): string => page.replace(/<link href="https?:[^>]*>/g, '');

/** The BullMQ dashboard at /admin/queues, read-only except for administrators. Access is checked before. */
export function queueDashboard(
  redis: Redis,
  logger: Logger,
  orchestrator: Upstream,
  internal: InternalTokens,
): Dashboard {
  const queues = QUEUES.map(({ name, prefix }) => new Queue(name, { connection: redis, prefix }));
  for (const queue of queues)
    queue.on('error', (error) => logger.debug('The queue cannot be read', { queue: queue.name, error }));
  const board = boardOf(queues, false);
  const readOnly = boardOf(queues, true);
  return {
    handler: async ({ ctx, caller }) => {
      const answer = async () => {
        // without this check the page would load without Redis, but show nothing
        if (!ctx.path.startsWith(STATIC)) await pingRedis(redis);
        await (caller.role === 'admin' ? board : readOnly)(ctx, async () => undefined).catch((error: unknown) => {
          // an asset that does not exist, or a path outside its folder
          if (ctx.path.startsWith(STATIC) && (error as { status?: number }).status! < 500)
            throw routeNotFound(ctx.path);
          throw error;
        });
      };
      await unlessRedisIsAway(answer());
      // unknown paths are refused like everywhere else
      if (ctx.status === 404 && !ctx.body) throw routeNotFound(ctx.path);
      if ([405, 501].includes(ctx.status) && !ctx.body)
        throw methodNotAllowed(ctx.method, ctx.response.get('allow').split(/, */));
      if (typeof ctx.body === 'string') ctx.body = withoutFarLinks(ctx.body);
    },
    jobs: answerJobs(queues[0]!, orchestrator, internal),
    counts: () => queues[0]!.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed'),
    close: async () => {
      await Promise.all(queues.map((queue) => queue.close().catch(() => undefined)));
    },
  };
}

/** Waits for the dashboard, but not for Redis to recover. Throws 503 while Redis is away, hangs, or fails. */
async function unlessRedisIsAway(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not answer in time')), LONGEST);
  });
  try {
    await Promise.race([work, late]);
  } catch (error) {
    if (error instanceof Problem || !AWAY.test(String(error))) throw error;
    throw unavailable('The queue cannot be read at the moment; try again shortly.', error, 2);
  } finally {
    clearTimeout(timer!);
  }
}

/** Links a job to its saga in the console; the console links back. */
const consoleLink = ({ data }: { data: { sagaId?: string } }) => ({
  displayText: 'Saga console',
  href: `/console#/sagas/${encodeURIComponent(data?.sagaId ?? '')}`,
});
const linkOf = ({ name }: Queue) => (name === SAGAS_QUEUE.name ? { externalJobUrl: consoleLink } : {});

function boardOf(queues: readonly Queue[], readOnlyMode: boolean): Middleware {
  const adapter = new KoaAdapter().setBasePath(BASE);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode, ...linkOf(queue) })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Queues', pollingInterval: { showSetting: true } } },
  });
  // handled like every other error; the dashboard's own handler would show the stack
  adapter.setErrorHandler((error) => {
    throw error;
  });
  return adapter.registerPlugin() as unknown as Middleware;
}
