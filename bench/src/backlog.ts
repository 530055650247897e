import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { QUEUE_NAME, QUEUE_PREFIX } from 'saga-engine/bullmq/sagas-queue';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { openEngine } from './engine-under-test.js';
import { record } from './report.js';
import { startServers } from './servers.js';

const sagas = 4_000;
const concurrency = 64;
/** The duration of each of a saga's four calls: 64 workers need 40 s for all of them. */
const callMs = 160;

/** Thousands of sagas at once, of which 64 run at a time: how the queue develops, and in which order sagas run. */
export async function benchBacklog(): Promise<void> {
  const servers = await startServers();
  const order: number[] = [];
  const engine = await openEngine(servers, {
    concurrency,
    answer: async (step, { orderId }) => {
      if (step === 'createOrder') order.push(Number(orderId.split('.')[1]));
      await pause(callMs);
      return 'done';
    },
  });
  const redis = new Redis(servers.redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue(QUEUE_NAME, { connection: redis, prefix: QUEUE_PREFIX });
  let most = 0;
  let sweeps = 0;
  let woken = 0;
  const watching = setInterval(() => {
    void engine.sweep().then((count) => {
      sweeps += 1;
      woken += count;
    });
    void queue
      .getJobCountByTypes('wait', 'prioritized', 'active', 'delayed')
      .then((count) => (most = Math.max(most, count)));
  }, 1000);
  try {
    const began = performance.now();
    const prefix = randomUUID();
    const running: Promise<unknown>[] = [];
    for (let index = 0; index < sagas; index += 1) {
      running.push(engine.run(`${prefix}.${index}`, false));
      // one after the other, as customers come, so that their order can be checked
      if (index % 8 === 0) await pause(2);
    }
    await Promise.all(running);
    const seconds = (performance.now() - began) / 1000;
    clearInterval(watching);
    const added = Number(await redis.get(`${QUEUE_PREFIX}:sagas:id`));
    record(
      'backlog',
      [
        `${sagas} sagas at once, ${concurrency} at a time, calls of ${callMs} ms: ${seconds.toFixed(0)} s.`,
        [
          '| what | figure |',
          '| --- | ---: |',
          `| jobs added | ${added} |`,
          `| most jobs in the queue | ${most} |`,
          `| sagas woken by ${sweeps} sweeps | ${woken} |`,
          `| farthest that a saga began out of its turn | ${displacement(order)} |`,
        ].join('\n'),
      ].join('\n\n'),
    );
  } finally {
    clearInterval(watching);
    await queue.close();
    redis.disconnect();
    await engine.close();
    await servers.stop();
  }
}

/** The largest difference between the position in which a saga was started and that in which it began to run. */
const displacement = (order: readonly number[]): number =>
  order.reduce((most, saga, turn) => Math.max(most, Math.abs(saga - turn)), 0);
