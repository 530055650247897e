import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import { seconds } from '@shop/common/time';
import { MAILS_QUEUE } from '@shop/protos/channels';
import { DelayedError, Queue, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';

/** The data of a job: only the id, since the mail is in the database and its address and links are stored nowhere. */
interface JobData {
  mailId: string;
}

const { name, prefix } = MAILS_QUEUE;
const LOCK_MS = seconds(10);
/** Mails under way at once. */
const CONCURRENCY = 8;

// BullMQ does not allow a colon
const jobIdOf = (mailId: string): string => `mail-${mailId.replaceAll(':', '.')}`;

/** The queue `mails`: a job for each mail that has not ended. */
export interface MailsQueue {
  /** Has the mail processed soon. Rejects while Redis is unavailable; the sweep then finds the mail. */
  wake(mailId: string): Promise<void>;
  close(): Promise<void>;
}

/** The queue of mails to send, over this Redis connection: one job for each mail; an unavailable Redis is logged. */
export function openMailsQueue(connection: Redis, { faults, logger }: { faults: Faults; logger: Logger }): MailsQueue {
  const queue = new Queue<JobData>(name, {
    connection,
    prefix,
    defaultJobOptions: {
      removeOnComplete: { age: 3600, count: 1000 },
      removeOnFail: { age: 86_400, count: 1000 },
    },
  });
  queue.on('error', (error) => logger.warn('The queue of mails failed', { error: error.message }));
  async function add(mailId: string): Promise<void> {
    const jobId = jobIdOf(mailId);
    const job = await queue.getJob(jobId);
    // a job that has ended would block a new one with the same id
    if (job && (await job.isCompleted().then(async (done) => done || job.isFailed()))) await job.remove();
    await queue.add('send', { mailId }, { jobId });
  }
  return {
    wake: (mailId) => faults.around('notification.mail-wake', () => add(mailId)),
    close: () => queue.close(),
  };
}

/** Runs the jobs. `run` resolves to when the mail is due again; its job is delayed until then. */
export function startMailsWorker(
  connection: Redis,
  { run, logger }: { readonly run: (mailId: string) => Promise<Date | undefined>; readonly logger: Logger },
): { close(): Promise<void> } {
  async function work(job: Job<JobData>, token = ''): Promise<void> {
    const { mailId } = job.data;
    const until = await run(mailId).catch((error: unknown) => {
      logger.warn('A mail could not be looked at; trying again', { error });
      return new Date(Date.now() + seconds(1));
    });
    if (!until) return;
    await job.moveToDelayed(Math.max(Date.now() + 1, until.getTime()), token);
    throw new DelayedError();
  }
  const worker = new Worker<JobData>(name, work, {
    connection,
    prefix,
    concurrency: CONCURRENCY,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 2,
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    drainDelay: 5,
  });
  worker.on('error', (error) => logger.warn('The worker of mails failed', { error: error.message }));
  return { close: () => worker.close() };
}
