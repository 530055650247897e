import type { Logger } from '@shop/common/logging/logger';
import { seconds } from '@shop/common/time';
import { WEBHOOKS_QUEUE } from '@shop/protos/channels';
import { DelayedError, Queue, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { MOST_WEBHOOKS } from '../domain/webhook.js';

/** The data of a job. The deliveries to send are in the database. */
interface JobData {
  webhookId: string;
}

const { name, prefix } = WEBHOOKS_QUEUE;
const LOCK_MS = seconds(5);

const jobIdOf = (webhookId: string): string => `webhook-${webhookId}`;

/** Wakes webhooks through the single job that each has while something waits for it. */
export interface WebhookWakeUps {
  /** Has the job run now. Rejects while Redis is unavailable. */
  wake(webhookId: string): Promise<void>;
  close(): Promise<void>;
}

/** The queue `webhooks`. */
export function openWakeUps(connection: Redis, logger: Logger): WebhookWakeUps {
  const queue = new Queue<JobData>(name, { connection, prefix });
  queue.on('error', (error) => logger.warn('The queue of webhooks failed', { error: error.message }));
  return {
    async wake(webhookId) {
      // a job is added only if none has this id
      const job = await queue.add(
        'send',
        { webhookId },
        {
          jobId: jobIdOf(webhookId),
          removeOnComplete: true,
          removeOnFail: true,
        },
      );
      await unlessMoved(job.promote());
    },
    close: () => queue.close(),
  };
}

/** Ignores the error of a job that is not delayed: it waits or runs anyway. */
async function unlessMoved(move: Promise<unknown>): Promise<void> {
  try {
    await move;
  } catch (error) {
    if (!/not in the|missing|lock/i.test(String(error))) throw error;
  }
}

export interface WorkerOptions {
  /** Sends what is due; resolves to when something is due again. */
  readonly run: (webhookId: string) => Promise<Date | undefined>;
  readonly logger: Logger;
}

/**
 * Runs the jobs: one job is one webhook, and as many run at once as there can be webhooks, so that none waits for another. A job whose
 * webhook has more to do later is delayed until then.
 */
export function startWorker(connection: Redis, { run, logger }: WorkerOptions): { close(): Promise<void> } {
  async function process(job: Job<JobData>, token = ''): Promise<void> {
    const { webhookId } = job.data;
    const until = await run(webhookId).catch((error: unknown) => {
      logger.warn('A run of a webhook failed; it runs again', { webhook: webhookId, error });
      return new Date(Date.now() + seconds(1));
    });
    if (!until) return;
    await job.moveToDelayed(until.getTime(), token);
    throw new DelayedError();
  }
  const worker = new Worker<JobData>(name, process, {
    connection,
    prefix,
    concurrency: MOST_WEBHOOKS,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 5,
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    drainDelay: 5,
  });
  worker.on('error', (error) => logger.warn('The worker of webhooks failed', { error: error.message }));
  return { close: () => worker.close() };
}
