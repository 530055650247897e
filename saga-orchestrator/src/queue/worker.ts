import { newContext, withContext, type Context } from '@shop/common/context';
import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logger';
import { seconds } from '@shop/common/time';
import { inSpan, type Attributes, type Link } from '@shop/common/tracing';
import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { advance, type Run } from '../engine/advance.js';
import type { Outside } from '../engine/outside.js';
import type { SagaView } from '../engine/view.js';
import { jobStory } from './job-story.js';
import { SAGAS_QUEUE, type Knock } from './sagas-queue.js';

export interface SagaWorker {
  /** Finishes the step under way, hands the rest back, then closes. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly concurrency: number;
  /** How long a job is a process's own without a sign of life, milliseconds (default 30 s). */
  readonly lockMs?: number;
  readonly logger: Logger;
  readonly faults: Faults;
}

/** Answers knocks: one job runs its saga until it waits, rests or ends, and shows where it stands after each step. */
export function startWorker(
  connection: Redis,
  outside: Outside,
  { concurrency, lockMs = seconds(30), logger, faults }: WorkerOptions,
): SagaWorker {
  let stopping = false;
  const worker: Worker<Knock> = new Worker<Knock>(
    SAGAS_QUEUE.name,
    async (job) => {
      const { sagaId } = job.data;
      const story = jobStory({
        write: (progress, lines) => show(connection, worker.toKey(job.id!), progress, lines),
        failed: (error) => outside.report(error, { saga: sagaId, doing: 'show the job' }),
      });
      const checkpoint: Run['checkpoint'] = (told, events) =>
        faults.around('orchestrator.checkpoint', async () => story.tell(told, events));
      const run = async () => {
        let saga: SagaView | undefined;
        try {
          saga = await advance(outside, sagaId, { checkpoint, stopping: () => stopping });
        } finally {
          await story.end(saga);
        }
      };
      const { context, links } = traceOf(job);
      await withContext(context, () =>
        inSpan(`sagas process ${job.data.reason}`, { kind: 'consumer', attributes: JOB, links }, () =>
          faults.around('orchestrator.job', run),
        ),
      );
    },
    {
      connection,
      prefix: SAGAS_QUEUE.prefix,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      drainDelay: 5,
    },
  );
  worker.on('error', (error) => logger.warn('The worker of sagas failed', { error: error.message }));
  worker.on('failed', (job, error) =>
    logger.warn('A run of a saga failed; it will be taken up again', {
      sagaId: job?.data.sagaId,
      error: error.message,
    }),
  );
  worker.on('stalled', (jobId) => logger.warn('A run of a saga stalled; it will be taken up again', { jobId }));
  return {
    close: async () => {
      stopping = true;
      await worker.close();
    },
  };
}

/**
 * Puts them where BullMQ keeps a job's progress and log, in one round trip and without its scripts: those take one line at a
 * time, and tell of each progress in a stream that nobody here listens to. Rejects as Redis does.
 */
async function show(redis: Redis, job: string, progress: object | undefined, lines: readonly string[]): Promise<void> {
  await Promise.all([
    progress && redis.hset(job, 'progress', JSON.stringify(progress)),
    lines.length > 0 && redis.rpush(`${job}:logs`, ...lines),
  ]);
}

const JOB: Attributes = {
  'messaging.system': 'bullmq',
  'messaging.destination.name': SAGAS_QUEUE.name,
  'messaging.operation.name': 'process',
};

/**
 * A run that was asked for just now is a part of the trace that asked. One that was put off, for a retry or until a time is
 * over, has a trace of its own that names the other: nobody wants a trace that is a quarter of an hour long.
 */
function traceOf({ data: { sagaId, traceparent }, opts }: Job<Knock>): { context: Context; links: readonly Link[] } {
  const asked = newContext(sagaId, traceparent);
  if (!opts.delay || !asked.spanned) return { context: { sagaId, ...asked }, links: [] };
  const own = newContext(sagaId);
  return {
    context: { ...own, sagaId, ...(asked.sampled === undefined ? {} : { sampled: asked.sampled }) },
    links: [{ traceId: asked.traceId, spanId: asked.spanId }],
  };
}
