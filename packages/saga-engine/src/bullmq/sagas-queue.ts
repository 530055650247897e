import type { Logger } from '@shop/common/logging/logger';
import { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Wake } from '../core/ports.js';

export const QUEUE_NAME = 'sagas';
/** The default prefix of its Redis keys; the braces keep them in one slot of a Redis Cluster. */
export const QUEUE_PREFIX = '{sagas}';

/** The names of the queue's keys in Redis. */
export const keysOf =
  (prefix: string) =>
  (name: string): string =>
    `${prefix}:${QUEUE_NAME}:${name}`;

/** The data of a job: ids only. */
export interface JobData {
  sagaId: string;
  /** Why the saga was woken. */
  reason: Wake['why'];
  /** The trace of the work that woke the saga, which the run joins. */
  traceparent?: string;
}

/**
 * The id of a saga's one job. BullMQ accepts neither ids of digits alone nor ids with a colon. The unique id avoids duplicate jobs, but
 * correctness does not depend on it.
 */
export const jobIdOf = (sagaId: string): string => `saga-${sagaId}`;

/** A handle of the job with that id, for moving it; none of its data is read. */
export const jobHandle = (queue: Queue<JobData>, id: string): Job<JobData> =>
  new Job<JobData>(queue, '', {} as JobData, {}, id);

/** The queue of sagas: each saga that has not ended has one job, which waits and runs in turn until the saga has ended. */
export function openSagasQueue(connection: Redis, logger: Logger, prefix = QUEUE_PREFIX): Queue<JobData> {
  const queue = new Queue<JobData>(QUEUE_NAME, {
    connection,
    prefix,
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: 'exponential', delay: 500 },
      removeOnComplete: { age: 3600, count: 1000 },
      removeOnFail: { age: 86_400, count: 5000 },
    },
  });
  queue.on('error', (error) => logger.warn('The queue of sagas failed', { error }));
  return queue;
}
