import { currentContext, traceparentOf } from '@shop/common/context';
import type { Logger } from '@shop/common/logger';
import { inSpan, type SpanOptions } from '@shop/common/tracing';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Queue as Knocks, Wake } from '../engine/outside.js';

/** Where the queue lives in Redis; the braces keep its keys in one slot of a Redis Cluster. */
export const SAGAS_QUEUE = { name: 'sagas', prefix: '{shop}' } as const;

/**
 * For so long a saga's second sweep does not knock again. Short: a run that failed, for its store was away, has spent its
 * knock, and nobody else comes.
 */
const SWEEP_AGAIN_MS = 3_000;

/** What a job carries: ids only. */
export interface Knock {
  sagaId: string;
  /** Why somebody knocks. */
  reason: Wake['why'];
  /** The trace of the work that knocked, so that the run joins it. */
  traceparent?: string;
}

/** The queue of knocks. */
export function openSagasQueue(connection: Redis, logger: Logger): Queue<Knock> {
  const queue = new Queue<Knock>(SAGAS_QUEUE.name, {
    connection,
    prefix: SAGAS_QUEUE.prefix,
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: 'exponential', delay: 500 },
      removeOnComplete: { age: 3600, count: 1000 },
      removeOnFail: { age: 86_400, count: 5000 },
    },
  });
  queue.on('error', (error) => logger.warn('The queue of sagas failed', { error: error.message }));
  return queue;
}

/**
 * The engine's knocks as BullMQ jobs, each named by its saga's type and what was next when it was added. New sagas queue up; everything under way goes before them, so that compensations
 * and timers do not wait behind a rush of new orders. A sweep's knock is not doubled while an earlier one waits.
 */
export const knocks = (queue: Queue<Knock>): Knocks => ({
  async wake(sagaId: string, { at, priority, why, about }: Wake): Promise<void> {
    const delay = at === undefined ? 0 : Math.max(0, at - Date.now());
    await inSpan(`sagas add ${why}`, SPAN, async () => {
      const context = currentContext();
      await queue.add(
        about,
        { sagaId, reason: why, ...(context ? { traceparent: traceparentOf(context) } : {}) },
        {
          ...(delay > 0 ? { delay } : {}),
          ...(priority === 'new' || delay > 0 ? {} : { lifo: true }),
          ...(why === 'sweep' ? { deduplication: { id: `${sagaId}.sweep`, ttl: SWEEP_AGAIN_MS } } : {}),
        },
      );
    });
  },
});

const SPAN: SpanOptions = {
  kind: 'producer',
  attributes: {
    'messaging.system': 'bullmq',
    'messaging.destination.name': SAGAS_QUEUE.name,
    'messaging.operation.name': 'add',
  },
};
