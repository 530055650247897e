import { Faults } from '@shop/common/faults';
import { createLogger, type Logger } from '@shop/common/logging/logger';
import { createMetrics, type Metrics } from '@shop/common/metrics';
import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { connectRedis } from '@shop/common/redis/connection';
import { Closing } from '@shop/common/service/closing';
import { seconds, steadyNow } from '@shop/common/time';
import { QUEUE_PREFIX } from './bullmq/sagas-queue.js';
import { sagasApi, type Sagas } from './api/sagas.js';
import { placeLimits } from './bullmq/place-limits.js';
import type { Definition } from './core/definition.js';
import { entrance, type Answer, type SignalAnswer } from './core/entrance.js';
import { SagaNotFound } from './core/refusals.js';
import { viewOf } from './core/known.js';
import type { Participants } from './core/outside.js';
import { registry } from './core/registry.js';
import type { Signal } from './core/saga.js';
import type { SagaView } from './core/view.js';
import { hostSagas, type Host } from './host.js';
import { openEngineStores } from './mongo/stores.js';

export interface SagasOptions {
  /** Every saga that this process can run, in every version that is still under way. */
  readonly definitions: readonly Definition[];
  readonly participants: Participants;
  /** The database of the sagas alone, `mongodb://host/sagas`. */
  readonly mongodbUri: string;
  readonly redisUrl: string;
  /** Sagas that this process runs at a time (default 64). */
  readonly concurrency?: number;
  /** The field of inputs that says whose a saga is: those of one owner wait for each other, not for those of another. */
  readonly ownerField?: string;
  /** What the queue's keys in Redis begin with (default `{sagas}`); engines that share a Redis and not their sagas need different ones. */
  readonly queuePrefix?: string;
  /** Warnings go to standard output when absent. */
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

/** Sagas under way in this process, and in every other that was started with the same databases. */
export interface RunningSagas {
  /** Begins a saga; an id that exists answers the saga that has it, unchanged. It is stored when this resolves. */
  start<Input>(definition: Definition<Input>, id: string, input: NoInfer<Input>): Promise<SagaView>;
  /** Delivers what a saga waits for; early is kept, a repeat is one. Throws SagaNotFound. */
  signal<Name extends string, Payload>(
    id: string,
    signal: Signal<Name, Payload>,
    payload: NoInfer<Payload>,
  ): Promise<SignalAnswer>;
  /** Turns it round, or has it followed by the saga that undoes it; `reason` is a stable code. Throws SagaNotFound. */
  cancel(id: string, request: { by: string; reason: string }): Promise<Answer>;
  /** How it stands; undefined when there is none of that id. */
  get(id: string): Promise<SagaView | undefined>;
  /** The saga once it has ended. Throws SagaNotFound, and an Error when it has not within `ms` milliseconds (default 30 s). */
  ended(id: string, ms?: number): Promise<SagaView>;
  /** What else can be asked of sagas: lists, counts, journals, and what operators do. For pages and interfaces of one's own. */
  readonly api: Sagas;
  /** Ends after the steps under way; what is left goes on in another process, or at the next start. */
  close(): Promise<void>;
}

/**
 * Connects to MongoDB and Redis, and runs sagas from then on. Any number of processes can do the same. Rejects with a message that says
 * what to do when either cannot be reached, and when a definition was changed under its version.
 */
export async function startSagas(options: SagasOptions): Promise<RunningSagas> {
  const { definitions, participants, mongodbUri, redisUrl, concurrency = 64, ownerField, queuePrefix } = options;
  const logger = options.logger ?? createLogger('sagas', 'warn');
  const metrics = options.metrics ?? createMetrics('sagas');
  const closing = new Closing();
  const openRedis = (blocking = true) => {
    const connection = connectRedis(redisUrl, { logger, blocking });
    closing.add(() => connection.disconnect());
    return connection;
  };
  try {
    const mongo = await connectMongo(mongodbUri, { logger });
    closing.add(() => {
      // nobody needs to be warned of what is done on purpose
      mongo.removeAllListeners('disconnected');
      return mongo.close();
    });
    const stores = openEngineStores(mongo, ownerField);
    await ensureIndexes(mongo);
    const host = await hostSagas({
      definitions: registry(definitions),
      participants,
      stores,
      redis: openRedis(false),
      openRedis,
      logger,
      metrics,
      faults: new Faults(false),
      closing,
      concurrency,
      limitsOf: () => placeLimits({ concurrency }),
      ...(queuePrefix === undefined ? {} : { queuePrefix }),
      channel: `${queuePrefix ?? QUEUE_PREFIX}:changes`,
      changeOf: ({ id, revision }) => ({ sagaId: id, revision }),
    });
    const stop = host.begin();
    closing.add(stop);
    const { outside, settling, kept, misses, around } = host;
    const api = sagasApi({ outside, sagas: stores.sagas, settling, kept, stalled: misses, around });
    return { ...running(host, closing), api };
  } catch (error) {
    await closing.close().catch(() => undefined);
    throw error;
  }
}

function running({ outside, settling }: Host, closing: Closing): Omit<RunningSagas, 'api'> {
  const ways = entrance(outside);
  const get = async (id: string) => {
    const stored = await outside.journal.load(id);
    return stored && viewOf(outside.registry, stored);
  };
  return {
    get,
    start: async (definition, id, input) => (await ways.start({ saga: definition.name, id, input })).saga,
    signal: (id, { name }, payload) => ways.signal(id, { name, payload }),
    cancel: (id, request) => ways.cancel(id, request),
    async ended(id, ms = seconds(30)) {
      const deadline = steadyNow() + ms;
      for (;;) {
        const saga = await get(id);
        if (!saga) throw new SagaNotFound(id);
        if (saga.nextActionAt === null) return saga;
        const left = deadline - steadyNow();
        if (left <= 0) throw new Error(`Saga ${id} is ${saga.state} after ${ms} ms.`);
        // a broadcast may be lost
        await settling.next(saga, Math.min(left, seconds(1)));
      }
    },
    close: () => closing.close(),
  };
}
