import { unavailable } from '@shop/common/errors';
import { idSchema, valid } from '@shop/common/validate';
import type { Job, JobType, Queue } from 'bullmq';
import type { Handler } from '../http/exchange.js';

const STATES: JobType[] = ['active', 'waiting', 'prioritized', 'delayed', 'failed', 'completed'];
/** As saga-orchestrator names the one job of a saga. */
const jobIdOf = (sagaId: string): string => `saga-${sagaId}`;
/** How many of the newest jobs of each state are looked at for others, such as those of an order's other saga. */
const NEWEST = 300;

const iso = (ms: number | undefined) => (ms === undefined ? {} : { at: new Date(ms).toISOString() }).at;

/** GET /api/sagas/:id/jobs: the BullMQ jobs that tell of a saga, or of all sagas of an order, newest first. Throws 503 while Redis is away. */
export function answerJobs(queue: Queue): Handler {
  return async ({ ctx }) => {
    const id = valid(idSchema, ctx.path.split('/')[3], { at: 'id' });
    try {
      const jobs = await jobsOf(queue, id);
      const items = await Promise.all(jobs.map((job) => describe(queue, job.id!)));
      ctx.body = { items: items.filter((item) => item !== undefined) };
    } catch (error) {
      throw unavailable('The queue cannot be read at the moment; try again shortly.', error);
    }
  };
}

async function jobsOf(queue: Queue, id: string): Promise<Job[]> {
  const [own, newest] = await Promise.all([queue.getJob(jobIdOf(id)), queue.getJobs(STATES, 0, NEWEST)]);
  const others = newest.filter((job) => job && job.id !== own?.id && (job.data?.sagaId === id || orderOf(job) === id));
  return [...(own ? [own] : []), ...others].toSorted((a, b) => b.timestamp - a.timestamp);
}

const orderOf = ({ progress }: Job): unknown => (progress as { orderId?: unknown } | undefined)?.orderId;

/** The state is read first: what is shown beside it is never older. Undefined for a job that is gone. */
async function describe(queue: Queue, id: string) {
  const state = await queue.getJobState(id);
  const [job, { logs }] = await Promise.all([queue.getJob(id), queue.getJobLogs(id, 0, 499)]);
  if (!job) return undefined;
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
    ...(job.returnvalue ? { outcome: job.returnvalue } : {}),
  };
}
