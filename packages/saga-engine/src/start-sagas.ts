import { Faults } from '@shop/common/faults';
import { createLogger, type Logger } from '@shop/common/logging/logger';
import { createMetrics, type Metrics } from '@shop/common/metrics';
import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { connectRedis } from '@shop/common/redis/connection';
import { Closing } from '@shop/common/service/closing';
import { seconds, steadyNow } from '@shop/common/time';
import { QUEUE_PREFIX } from './bullmq/sagas-queue.js';
import { sagasApi, type Sagas, type Started } from './api/sagas.js';
import type { SagaStatus } from './api/history.js';
import { watchSaga, type Watching } from './api/watch.js';
import { placeLimits } from './bullmq/place-limits.js';
import type { Definition } from './core/definition.js';
import type { Answer } from './core/change.js';
import type { SignalAnswer } from './core/saga-calls.js';
import { SagaNotFound } from './core/refusals.js';
import type { Participants } from './core/ports.js';
import { registry } from './core/registry.js';
import type { Signal } from './core/saga.js';
import type { SagaView } from './core/view.js';
import { hostSagas } from './host.js';
import { openEngineStores } from './mongo/stores.js';

export interface SagasOptions {
  /** Every saga that this process can run, in every version that still has running sagas. */
  readonly definitions: readonly Definition[];
  readonly participants: Participants;
  /** The database of the sagas alone, `mongodb://host/sagas`. */
  readonly mongodbUri: string;
  readonly redisUrl: string;
  /** Sagas that this process runs concurrently (default 64). */
  readonly concurrency?: number;
  /** The field of inputs with a saga's owner: sagas of one owner wait for each other, not for those of another. */
  readonly ownerField?: string;
  /** The prefix of the queue's Redis keys (default `{sagas}`); engines that share a Redis but not their sagas need different ones. */
  readonly queuePrefix?: string;
  /** Warnings go to standard output when absent. */
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

/** The state of a saga after its start. */
export type StartedSaga = SagaView & Started;

/** The running sagas of this process, and of every other that was started with the same databases. */
export interface RunningSagas {
  /**
   * Starts a saga. Idempotent: an existing id returns the existing saga, unchanged; `otherInput` then says whether it began with another
   * input. The saga is stored when this resolves. Throws InvalidInput, naming every wrong field, when the input does not match the
   * definition's schema or the id has characters other than letters, digits and `.-_:`.
   */
  start<Input>(definition: Definition<Input>, id: string, input: NoInfer<Input>): Promise<StartedSaga>;
  /**
   * Delivers a signal. An early one is kept, a repeat counts once: the same `signalId`, or without one the same payload. Throws
   * SagaNotFound, and InvalidInput when the payload does not match the signal's schema.
   */
  signal<Name extends string, Payload>(
    id: string,
    signal: Signal<Name, Payload>,
    payload: NoInfer<Payload>,
    signalId?: string,
  ): Promise<SignalAnswer>;
  /** Compensates it, or has the follow-up saga undo it; `reason` is a stable code. Throws SagaNotFound. */
  cancel(id: string, request: { by: string; reason: string }): Promise<Answer>;
  /**
   * Yields each change of the saga, past ones first, until it has ended, `signal` aborts or this process closes. `after` is the `revision`
   * seen last. Throws SagaNotFound.
   */
  watch(id: string, from?: { after?: number; signal?: AbortSignal }): AsyncGenerator<SagaStatus>;
  /** The state of the saga; undefined when there is none of that id. */
  get(id: string): Promise<SagaView | undefined>;
  /** The saga once it has ended. Throws SagaNotFound, and an Error when it has not ended within `ms` milliseconds (default 30 s). */
  ended(id: string, ms?: number): Promise<SagaView>;
  /** Further operations: lists, counts, journals, and operators' interventions. For custom pages and interfaces. */
  readonly api: Sagas;
  /** Ends after the steps in progress; the rest continues in another process, or at the next start. */
  close(): Promise<void>;
}

/**
 * Connects to MongoDB and Redis, and runs sagas from then on. Any number of processes can do the same. Rejects with a message that says
 * what to do when either is unreachable, and when a definition was changed under its version.
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
      // an intended close needs no warning
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
    const { ports, changes, kept, misses, around } = host;
    const api = sagasApi({ ports, sagas: stores.sagas, changes, kept, stalled: misses, around });
    const closed = new AbortController();
    closing.add(() => closed.abort());
    return { ...running(api, changes, closed.signal), api, close: () => closing.close() };
  } catch (error) {
    await closing.close().catch(() => undefined);
    throw error;
  }
}

/** The same calls as for other interfaces: what a definition's schema refuses is refused here too. */
function running(api: Sagas, watching: Watching, closed: AbortSignal): Omit<RunningSagas, 'api' | 'close'> {
  const atOnce = ['ACCEPTED', 0] as const;
  return {
    get: (id) => api.get(id).catch(ignoreNotFound),
    async start(definition, id, input) {
      const { saga, created, otherInput } = await api.start({ saga: definition.name, id, input }, ...atOnce);
      return { ...saga, created, otherInput };
    },
    async signal(id, { name }, payload, signalId) {
      const { outcome, accepted, saga } = await api.signal(
        id,
        { name, payload, ...(signalId === undefined ? {} : { id: signalId }) },
        ...atOnce,
      );
      return { answer: outcome, saga, ...(accepted ? { accepted } : {}) };
    },
    cancel: (id, request) => api.cancel(id, request),
    watch: (id, { after = 0, signal = new AbortController().signal } = {}) =>
      watchSaga(watching, api, id, after, AbortSignal.any([signal, closed])),
    async ended(id, ms = seconds(30)) {
      const deadline = steadyNow() + ms;
      for (;;) {
        const saga = await api.get(id);
        if (saga.nextActionAt === null) return saga;
        const left = deadline - steadyNow();
        if (left <= 0) throw new Error(`Saga ${id} is ${saga.state} after ${ms} ms.`);
        // a broadcast may be lost
        await watching.next(saga, Math.min(left, seconds(1)));
      }
    },
  };
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof SagaNotFound)) throw error;
}
