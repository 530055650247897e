import { Faults } from '@shop/common/faults';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { connectRedis, redisReady } from '@shop/common/redis/connection';
import { mongoJournal } from 'saga-engine/mongo/journal';
import { sagaModel } from 'saga-engine/mongo/saga.model';
import type { EnginePorts } from 'saga-engine/core/ports';
import { recover } from 'saga-engine/core/recover';
import { registry } from 'saga-engine/core/registry';
import { newSaga, insert } from 'saga-engine/core/start';
import { openSagasQueue } from 'saga-engine/bullmq/sagas-queue';
import { Places } from 'saga-engine/bullmq/places';
import { wakeUps } from 'saga-engine/bullmq/wake-ups';
import { startWorker } from 'saga-engine/bullmq/worker';
import { Endings } from './endings.js';
import { benchSaga, waitingSaga, type Answer } from './saga-under-test.js';

export type Ending = 'completed' | 'compensated';

/** An engine that runs sagas. `run` resolves when the end is durably recorded. */
export interface Runner {
  run(orderId: string, fail: boolean, owner?: string): Promise<Ending>;
  close(): Promise<void>;
}

export interface Engine extends Runner {
  /** Starts a saga that waits for a signal that is never sent; resolves when it waits. */
  wait(id: string): Promise<void>;
  /** Looks for sagas that are due, as the orchestrator does every second. */
  sweep(): Promise<number>;
  /** The number of sagas that wait for a place at the participant. */
  waiting(): number;
}

const endings = { COMPLETED: 'completed', COMPENSATED: 'compensated' } as const;

/** The orchestrator's engine, queue, worker and journal as its app composes them; only the participants are in process. */
export async function openEngine(
  { redisUrl, mongoUri }: { redisUrl: string; mongoUri: string },
  { concurrency, answer, calls }: { concurrency: number; answer: Answer; calls?: number },
): Promise<Engine> {
  const logger = silentLogger();
  const faults = new Faults(false);
  const mongo = await connectMongo(mongoUri, { logger });
  const model = sagaModel(mongo);
  await ensureIndexes(mongo);
  const redis = connectRedis(redisUrl, { logger });
  const workerRedis = connectRedis(redisUrl, { logger, blocking: true });
  await redisReady(redis);
  const queue = openSagasQueue(redis, logger);
  const wakes = wakeUps(queue, redis);
  const ended = new Endings<Ending>();
  const rests = new Endings<void>();
  const ports: EnginePorts = {
    journal: mongoJournal(model),
    queue: wakes,
    ownerOf: (input) => (input as { owner?: string }).owner,
    participants: {
      async dispatch({ method, request }) {
        const type = await answer(method, request as Parameters<Answer>[1]);
        return type === 'done' ? { type, reply: { step: method } } : { type, reason: 'DECLINED' };
      },
    },
    publisher: {
      publish({ id, state, revision }) {
        if (revision > 0) wakes.begun(id);
        if (state === 'WAITING') rests.resolve(id, undefined);
        if (state === 'COMPLETED' || state === 'COMPENSATED') ended.resolve(id, endings[state]);
      },
    },
    registry: registry([benchSaga, waitingSaga]),
    now: Date.now,
    random: Math.random,
    leaseMs: 10_000,
    report: (error, about) => console.error('The engine goes on without something that failed', about, error),
  };
  const limits = { calls: calls ?? 0, kept: 0, spare: Math.floor((calls ?? 0) / 8), perSecond: 100_000 };
  const places = new Places({ concurrency, limitsOf: () => limits, nudge: (id) => wakes.nudge(id) });
  const worker = startWorker(workerRedis, ports, { concurrency, logger, faults, ...(calls ? { places } : {}) });
  return {
    async run(orderId, fail, owner) {
      const ending = ended.of(orderId);
      const input = { fail, ...(owner === undefined ? {} : { owner }) };
      await insert(ports, newSaga(ports, { saga: benchSaga.name, id: orderId, input }));
      return ending;
    },
    async wait(id) {
      const resting = rests.of(id);
      await insert(ports, newSaga(ports, { saga: waitingSaga.name, id, input: { fail: false } }));
      await resting;
    },
    waiting: () => places.use()[0]?.waiting ?? 0,
    sweep: () => recover(ports, { graceMs: 500 }),
    async close() {
      await worker.close();
      await queue.close();
      for (const connection of [redis, workerRedis]) connection.disconnect();
      await mongo.close();
    },
  };
}
