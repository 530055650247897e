import { unavailable } from '@shop/common/errors';
import { idSchema, valid } from '@shop/common/validate';
import type { Job, JobType, Queue } from 'bullmq';
import type { Handler } from '../http/exchange.js';

const STATES: JobType[] = ['active', 'waiting', 'prioritized', 'delayed', 'failed', 'completed'];
/** How many of the newest jobs of each state are looked at. */
const NEWEST = 300;

const iso = (ms: number | undefined) => (ms === undefined ? {} : { at: new Date(ms).toISOString() }).at;

/** GET /api/sagas/:id/jobs: the BullMQ jobs that still tell of a saga, newest first. Throws 503 while Redis is away. */
export function answerJobs(queue: Queue): Handler {
  return async ({ ctx }) => {
    const id = valid(idSchema, ctx.path.split('/')[3], { at: 'id' });
    try {
      const jobs = (await queue.getJobs(STATES, 0, NEWEST)).filter((job) => job?.data?.sagaId === id);
      const items = await Promise.all(jobs.map((job) => describe(queue, job)));
      ctx.body = { items: items.toSorted((a, b) => Number(b.id) - Number(a.id)) };
    } catch (error) {
      throw unavailable('The queue cannot be read at the moment; try again shortly.', error);
    }
  };
}

async function describe(queue: Queue, job: Job) {
  const [state, { logs }] = await Promise.all([job.getState(), queue.getJobLogs(job.id!, 0, 99)]);
  return {
    id: job.id,
    name: job.name,
    state,
    attempts: job.attemptsMade,
    progress: job.progress,
    log: logs,
    addedAt: iso(job.timestamp),
    runsAt: job.delay > 0 ? iso(job.timestamp + job.delay) : undefined,
    startedAt: iso(job.processedOn),
    finishedAt: iso(job.finishedOn),
    failure: job.failedReason,
  };
}
