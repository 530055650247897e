import { notFound, unavailable } from '@shop/common/errors';
import { seconds, steadyNow } from '@shop/common/time';
import { idSchema, valid } from '@shop/common/validation/validate';
import type { Job, JobType, Queue } from 'bullmq';
import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import type { Exchange, Handler } from '../http/exchange.js';
import { internalHeaders } from '../http/proxy.js';
import { callUpstream } from '../upstreams/call.js';
import type { Upstream } from '../upstreams/upstream.js';

const STATES: JobType[] = ['active', 'waiting', 'prioritized', 'delayed', 'failed', 'completed'];
/** The id of a saga's one job, as saga-orchestrator builds it. */
const jobIdOf = (sagaId: string): string => `saga-${sagaId}`;
/** How many of the newest jobs of each state are searched for others, such as those of an order's other saga. */
const NEWEST = 300;

const iso = (ms: number | undefined) => (ms === undefined ? {} : { at: new Date(ms).toISOString() }).at;

/**
 * GET /api/sagas/:id/jobs: the BullMQ jobs of a saga, or of all sagas of an order, newest first. Throws 404 SAGA_NOT_FOUND when there is
 * neither a job nor a saga, 503 while Redis is away.
 */
export function answerJobs(queue: Queue, orchestrator: Upstream, internal: InternalTokens): Handler {
  return async (exchange) => {
    const { ctx } = exchange;
    const id = valid(idSchema, ctx.path.split('/')[3], { at: 'id' });
    const items = await itemsOf(queue, id);
    // the queue does not keep jobs forever: without a job, the saga decides whether the id exists
    if (items.length === 0) await requireSaga(id, exchange, orchestrator, internal);
    ctx.body = { items };
  };
}

async function requireSaga(id: string, exchange: Exchange, orchestrator: Upstream, internal: InternalTokens) {
  const { status } = await callUpstream(orchestrator, {
    method: 'GET',
    path: `/api/sagas/${encodeURIComponent(id)}`,
    headers: internalHeaders(exchange, internal, orchestrator.name),
    body: null,
    deadline: steadyNow() + seconds(5),
    repeatable: true,
  });
  if (status === 404) throw notFound('SAGA_NOT_FOUND', `There is no saga ${id}.`);
  if (status >= 500) throw unavailable('The saga cannot be read at the moment; try again shortly.');
}

async function itemsOf(queue: Queue, id: string) {
  try {
    const jobs = await jobsOf(queue, id);
    const items = await Promise.all(jobs.map((job) => describe(queue, job.id!)));
    return items.filter((item) => item !== undefined);
  } catch (error) {
    throw unavailable('The queue cannot be read at the moment; try again shortly.', error);
  }
}

async function jobsOf(queue: Queue, id: string): Promise<Job[]> {
  const [own, newest] = await Promise.all([queue.getJob(jobIdOf(id)), queue.getJobs(STATES, 0, NEWEST)]);
  const others = newest.filter((job) => job && job.id !== own?.id && (job.data?.sagaId === id || orderOf(job) === id));
  return [...(own ? [own] : []), ...others].toSorted((a, b) => b.timestamp - a.timestamp);
}

const orderOf = ({ progress }: Job): unknown => (progress as { orderId?: unknown } | undefined)?.orderId;

/** The state is read first, so that the other fields are never older. Undefined for a job that is gone. */
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
