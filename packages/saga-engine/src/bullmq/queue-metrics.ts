import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { backlogAgeMs } from './backlog.js';
import type { PlaceUse, Places } from './places.js';
import { QUEUE_PREFIX } from './sagas-queue.js';

/** Metrics of the queue: jobs by state, the age of the backlog, and the places at participants. */
export const queueMetrics = (queue: Queue, redis: Redis, places: Places) => ({
  async counts(): Promise<Record<string, number>> {
    const counts = await queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed');
    const { wait = 0, prioritized = 0, ...rest } = counts;
    return { wait: wait + prioritized, ...rest };
  },
  backlogAgeMs: () => backlogAgeMs(redis, queue.opts.prefix ?? QUEUE_PREFIX, Date.now()),
  places: (): PlaceUse[] => places.use(),
});
