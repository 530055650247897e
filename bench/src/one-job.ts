import { Queue, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { Endings } from './endings.js';
import type { Ending, Runner } from './engine-under-test.js';
import { steps, type Answer } from './saga-under-test.js';

interface Data {
  fail: boolean;
  done: string[];
}

const undoOf: Readonly<Record<string, string>> = { createOrder: 'cancelOrder', reserveStock: 'releaseStock' };

/**
 * BullMQ without an engine: one job a saga, which stores its progress between two steps. No journal, and no recovery from a crash during a
 * step. The upper bound for the queue alone, as a reference.
 */
export async function openOneJob(
  redisUrl: string,
  { concurrency, answer }: { concurrency: number; answer: Answer },
): Promise<Runner> {
  const connections = [0, 1].map(() => new Redis(redisUrl, { maxRetriesPerRequest: null }));
  const queue = new Queue<Data>('one-job', { connection: connections[0]! });
  const ended = new Endings<Ending>();
  const worker = new Worker<Data, Ending>('one-job', (job) => runJob(job, answer), {
    connection: connections[1]!,
    concurrency,
  });
  worker.on('completed', (job, ending) => ended.resolve(job.id!, ending));
  worker.on('error', (error) => console.error('BullMQ', error));
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  return {
    async run(orderId, fail) {
      const ending = ended.of(orderId);
      await queue.add('saga', { fail, done: [] }, { jobId: orderId });
      return ending;
    },
    async close() {
      await worker.close();
      await queue.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}

async function runJob(job: Job<Data, Ending>, answer: Answer): Promise<Ending> {
  const { fail } = job.data;
  const order = { orderId: job.id!, fail };
  const done: string[] = [];
  for (const step of steps) {
    if ((await answer(step, order)) === 'refused') return undo(job, done, answer);
    done.push(step);
    if (done.length < steps.length) await job.updateData({ fail, done });
  }
  return 'completed';
}

async function undo(job: Job<Data, Ending>, done: string[], answer: Answer): Promise<Ending> {
  const { fail } = job.data;
  await job.updateData({ fail, done });
  for (let step = done.pop(); step; step = done.pop()) {
    await answer(undoOf[step]!, { orderId: job.id!, fail });
    if (done.length > 0) await job.updateData({ fail, done });
  }
  return 'compensated';
}
