import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import { seconds } from '@shop/common/time';
import { MAILS_QUEUE } from '@shop/protos/channels';
import { Queue, Worker, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';

const { name, prefix } = MAILS_QUEUE;
const LOCK_MS = seconds(10);
/** Mails that are created within this time are sent by one job, milliseconds. */
const SLOT_MS = 250;

/** The queue `mails`. A job begins to send what is due when it runs; which mails these are is in the database alone. */
export interface MailsQueue {
  /** Has what is due by now sent, within half a second. Rejects while Redis is unavailable; the sweep then finds the mails. */
  wake(): Promise<void>;
  close(): Promise<void>;
}

/** The queue of mails to send, over this Redis connection; an unavailable Redis is logged. */
export function openMailsQueue(connection: Redis, { faults, logger }: { faults: Faults; logger: Logger }): MailsQueue {
  const defaultJobOptions: JobsOptions = {
    removeOnComplete: { age: 3600, count: 1000 },
    removeOnFail: { age: 86_400, count: 1000 },
  };
  const queue = new Queue(name, { connection, prefix, defaultJobOptions });
  queue.on('error', (error) => logger.warn('The queue of mails failed', { error: error.message }));
  let added: { readonly slot: number; readonly job: Promise<unknown> } | undefined;
  function add(): Promise<unknown> {
    const now = Date.now();
    const slot = Math.floor(now / SLOT_MS);
    if (added?.slot === slot) return added.job;
    // one job for each slot, whichever process adds it. It runs when the slot is over, so it finds every mail of the slot
    const options = { jobId: `mails-${slot}`, delay: (slot + 1) * SLOT_MS - now };
    // releases with a job for each mail end a job for this one without an effect
    added = { slot, job: queue.add('send', { mailId: '' }, options) };
    return added.job;
  }
  return {
    wake: () => faults.around('notification.mail-wake', async () => void (await add())),
    close: () => queue.close(),
  };
}

/** Runs the jobs. `run` begins to send what is due and resolves to how many mails these are, which is the result of the job. */
export function startMailsWorker(
  connection: Redis,
  { run, logger }: { readonly run: () => Promise<number>; readonly logger: Logger },
): { close(): Promise<void> } {
  async function work(): Promise<{ begun: number }> {
    try {
      return { begun: await run() };
    } catch (error) {
      logger.warn('Mails could not be sent; the sweep has them tried again', { error });
      throw error;
    }
  }
  const worker = new Worker(name, work, {
    connection,
    prefix,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 2,
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    drainDelay: 5,
  });
  worker.on('error', (error) => logger.warn('The worker of mails failed', { error: error.message }));
  return { close: () => worker.close() };
}
