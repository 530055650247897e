import { Faults } from '@shop/common/faults';
import { silentLogger } from '@shop/common/logging/logger';
import { connectRedis, redisReady } from '@shop/common/redis/connection';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import { openSagasQueue, type JobData } from '../../dist/bullmq/sagas-queue.js';
import { wakeUps } from '../../dist/bullmq/wake-ups.js';
import { startWorker, type SagaWorker } from '../../dist/bullmq/worker.js';
import { memoryPorts } from '../core/memory.js';

/** Has a queue and, in each test of the enclosing `describe`, a worker with a journal in memory. */
export function withWorker() {
  let redis: TestRedis;
  let connections: Redis[];
  let queue: Queue<JobData>;
  let worker: SagaWorker;
  let world: ReturnType<typeof memoryPorts>;
  let faults: Faults;

  before(async () => {
    redis = await startRedis();
    const logger = silentLogger();
    connections = [connectRedis(redis.url, { logger }), connectRedis(redis.url, { logger, blocking: true })];
    await redisReady(connections[0]!);
    queue = openSagasQueue(connections[0]!, logger);
  });
  const startAgain = () => {
    faults = new Faults(false);
    worker = startWorker(connections[1]!, world.ports, { concurrency: 4, logger: silentLogger(), faults });
  };
  beforeEach(() => {
    world = memoryPorts({ queue: wakeUps(queue, connections[0]!), now: Date.now });
    startAgain();
  });
  afterEach(async () => {
    await worker.close();
    await queue.obliterate({ force: true });
  });
  after(async () => {
    await queue?.close();
    for (const connection of connections ?? []) connection.disconnect();
    await redis?.stop();
  });

  const begin = (id: string, input: object = { city: 'oslo', preApproved: 'c1' }) =>
    sagaCalls(world.ports).start({ saga: 'book-trip', id, input });
  /** Waits for a job of this name and state. */
  const job = (state: 'active' | 'completed' | 'failed' | 'delayed', name: string) =>
    until(`a job ${name} is ${state}`, async () => (await queue.getJobs(state)).find((each) => each.name === name));
  const log = async ({ id }: Job) => (await queue.getJobLogs(id!)).logs.map((line) => line.replace(/^\S+Z /, ''));
  /** Delays the move of the next job to the delayed jobs until `letGo`. */
  const holdingMove = () => {
    let letGo = () => {};
    let arrived = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const reached = new Promise<void>((resolve) => (arrived = resolve));
    faults.around = async (thing, work) => {
      if (thing !== 'orchestrator.wake') return work();
      arrived();
      await gate;
      return work();
    };
    return { letGo, reached };
  };
  const idle = () =>
    until('nothing is running', async () => {
      const counts = await queue.getJobCounts('wait', 'active', 'prioritized', 'delayed');
      return Object.values(counts).every((count) => count === 0);
    });

  /** Delays every command of this step until `letGo`; `held` waits for the first. */
  const holding = (step: string) => {
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const yes = world.participants.answer;
    world.participants.answer = async (command, key) => {
      if (key.endsWith(step)) await gate;
      return yes(command, key);
    };
    return { letGo, held: () => until(`${step} is held`, () => world.sent.some((key) => key.endsWith(step))) };
  };

  return {
    /** Starts another worker, as the next process does. */
    startAgain,
    begin,
    job,
    log,
    holdingMove,
    holding,
    idle,
    get connections() {
      return connections;
    },
    get queue() {
      return queue;
    },
    get worker() {
      return worker;
    },
    get world() {
      return world;
    },
    get faults() {
      return faults;
    },
  };
}
