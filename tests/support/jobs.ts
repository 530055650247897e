import { Queue } from 'bullmq';
import { SAGAS_QUEUE } from '@shop/protos/channels';
import type { JobData } from 'saga-engine/bullmq/sagas-queue';

/** The jobs of one saga, one line each; a single line with the error when Redis cannot be reached. */
export async function jobsOf(redisUrl: string, sagaId: string): Promise<string[]> {
  const connection = { url: redisUrl, maxRetriesPerRequest: 0, retryStrategy: () => null, commandTimeout: 2000 };
  const queue = new Queue<JobData>(SAGAS_QUEUE.name, { connection, prefix: SAGAS_QUEUE.prefix });
  queue.on('error', () => undefined);
  try {
    const jobs = await queue.getJobs(['active', 'waiting', 'prioritized', 'delayed', 'failed']);
    const mine = jobs.filter((job) => job?.data.sagaId === sagaId);
    const lines = await Promise.all(
      mine.map(async (job) => `${job.id} ${job.name} ${await job.getState()} ${job.failedReason ?? ''}`.trim()),
    );
    return lines.length > 0 ? lines : ['none'];
  } catch (error) {
    return [`Redis cannot be asked: ${(error as Error).message}`];
  } finally {
    await queue.close().catch(() => undefined);
  }
}
