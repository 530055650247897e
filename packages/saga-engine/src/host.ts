import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import type { Metrics } from '@shop/common/metrics';
import { retryOutages } from '@shop/common/mongo/outage';
import { broadcast, subscribe } from '@shop/common/redis/broadcasts';
import { redisReady } from '@shop/common/redis/connection';
import type { Closing } from '@shop/common/service/closing';
import { every, seconds } from '@shop/common/time';
import type { Redis } from 'ioredis';
import { HandedBack } from './bullmq/hand-back.js';
import { assertOneDatabase, OtherDatabase } from './bullmq/one-database.js';
import type { PlaceLimits } from './bullmq/participant-places.js';
import { Places } from './bullmq/places.js';
import { queueMetrics } from './bullmq/queue-metrics.js';
import { repeating } from './bullmq/repeating.js';
import { openSagasQueue, QUEUE_PREFIX } from './bullmq/sagas-queue.js';
import { startSweeping } from './bullmq/sweeping.js';
import { wakeUps } from './bullmq/wake-ups.js';
import { startWorker } from './bullmq/worker.js';
import { CRASH_POINTS, withCrashPoints, type Around } from './core/crash-points.js';
import { sagaCalls } from './core/saga-calls.js';
import type { EnginePorts, Participants } from './core/ports.js';
import type { Registry } from './core/registry.js';
import type { SagaView } from './core/view.js';
import { mongoJournal } from './mongo/journal.js';
import type { EngineStores } from './mongo/stores.js';
import { joinFleet } from './operations/fleet.js';
import { forgetting, retention } from './operations/forget.js';
import { startOperating } from './operations/operating.js';
import { PauseBoard } from './operations/pauses.js';
import { sagaMetrics } from './operations/saga-metrics.js';
import { withShownErrors } from './operations/shown-errors.js';
import { SagaChanges } from './operations/saga-changes.js';
import { tracedJournal, tracedParticipants } from './operations/traced.js';
import { watchUnknownSagas } from './operations/unknown-sagas.js';

/** A run has a saga to itself for this long before the sweep wakes it again. */
const LEASE = seconds(10);
/** How often the queue's owner is written to Redis, which may have been emptied, milliseconds. */
const OWNED_EVERY_MS = seconds(1);

/** The broadcast of a saga's change; it may have further fields for other subscribers. */
export interface SagaChange {
  readonly sagaId: string;
  readonly revision: number;
}

export interface HostParts {
  /** Every definition that this process can run. */
  readonly definitions: Registry;
  readonly participants: Participants;
  /** The process that carries out each participant's commands; operators may pause it by name as well. */
  readonly processOf?: Readonly<Record<string, string>>;
  readonly stores: EngineStores;
  /** For commands. */
  readonly redis: Redis;
  /** Opens another connection, for a worker or a subscriber; `closing` ends it. */
  readonly openRedis: () => Redis;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
  readonly closing: Closing;
  /** Sagas that this process runs concurrently. */
  readonly concurrency: number;
  readonly limitsOf: (participant: string) => PlaceLimits;
  /** The prefix of the queue's Redis keys (default `{sagas}`); with another one the existing jobs are not found. */
  readonly queuePrefix?: string;
  /** How long a job stays with a process that does not renew its lock, milliseconds. */
  readonly lockMs?: number;
  /** Days that a saga is kept after its end; 0: forever. */
  readonly keptDays?: number;
  /** The Redis channel for changes of sagas, and the messages sent there. */
  readonly channel: string;
  readonly changeOf: (saga: SagaView) => SagaChange;
}

export type Host = Awaited<ReturnType<typeof hostSagas>>;

/**
 * Connects the engine to this process: the journal in MongoDB, the queue in Redis, participants, the channel of changes; and joins the
 * fleet of orchestrators. Nothing runs before `begin`. Rejects when a definition changed under its version, and with OtherDatabase when the
 * queue in Redis belongs to another database's sagas.
 */
export async function hostSagas(parts: HostParts) {
  const { definitions, stores, redis, metrics, faults, closing, concurrency, limitsOf, channel, changeOf } = parts;
  const logger = withShownErrors(parts.logger);
  const { processOf = {}, keptDays = 0, queuePrefix: prefix = QUEUE_PREFIX } = parts;
  const { ownerField } = stores;
  faults.declare(...CRASH_POINTS, 'orchestrator.job');
  const around: Around = (thing, work) => faults.around(thing, work);
  const identity = await retryOutages(() => stores.identity.identity());
  await redisReady(redis);
  const assertOurs = () => assertOneDatabase(redis, prefix, identity);
  await assertOurs().catch((error: unknown) => {
    if (error instanceof OtherDatabase) throw error;
    logger.warn('Redis could not be asked whose sagas it serves; it is asked again shortly', { error });
  });
  const pauses = new PauseBoard(stores.pauses, processOf, around);
  const fleet = await joinFleet(definitions, stores.fleet, logger, around);
  closing.add(() => fleet.close());

  const workerRedis = parts.openRedis();
  const queue = openSagasQueue(redis, logger, prefix);
  closing.add(() => queue.close());

  const changes = new SagaChanges();
  const handedBack = new HandedBack();
  const wakes = wakeUps(queue, redis, (needs) => fleet.registry.isKnownToFleet?.(needs) ?? false);
  const repeated = repeating(wakes);
  const places = new Places({ concurrency, limitsOf, nudge: (sagaId) => wakes.nudge(sagaId) });
  const watched = sagaMetrics(metrics, stores.sagas, queueMetrics(queue, redis, places));
  const direct: EnginePorts = {
    journal: tracedJournal(mongoJournal(stores.model, fleet.known)),
    queue: repeated,
    participants: watched.timed(tracedParticipants(parts.participants)),
    publisher: {
      publish(saga) {
        changes.notify(saga.id, saga.revision, saga);
        if (saga.revision > 0) wakes.begun(saga.id);
        watched.changed(saga);
        void broadcast(redis, channel, changeOf(saga));
      },
    },
    pauses,
    registry: fleet.registry,
    now: Date.now,
    random: Math.random,
    leaseMs: LEASE,
    ...(ownerField === undefined ? {} : { ownerOf: ownerIn(ownerField) }),
    report: (error, about) => logger.warn('A saga goes on without something that failed', { ...about, error }),
  };
  await retryOutages(() => pauses.refresh());

  const subscription = await subscribe<SagaChange>(parts.openRedis(), channel, {
    logger,
    onEvent: ({ sagaId, revision }) => {
      changes.notify(sagaId, revision);
      if (revision > 0) wakes.begun(sagaId);
    },
  });
  closing.add(() => subscription.close());

  const ports = withCrashPoints(direct, around);
  const kept = retention(keptDays);
  const { sagas, bulk: operations } = stores;

  /**
   * Starts running sagas and operators' requests. Returns the function that stops it: runs end after the step in progress; `answered`
   * resolves once the last call is answered, after which this process starts no more sagas.
   */
  const begin = () => {
    const { lockMs } = parts;
    const worker = startWorker(workerRedis, ports, {
      concurrency,
      prefix,
      ...(lockMs === undefined ? {} : { lockMs }),
      logger,
      faults,
      places,
      handedBack,
    });
    const calls = sagaCalls(ports);
    const stops = [
      startSweeping(ports, {
        repeated,
        redis,
        prefix,
        logger,
        resolvedSince: (since) => sagas.findResolved(since),
      }),
      watchUnknownSagas(metrics, { sagas, registry: fleet.registry, logger, handedBack: () => handedBack.size }),
      startOperating({
        pauses,
        ports,
        sagas,
        bulk: { operations, sagas, registry: fleet.registry, calls, around, logger },
        logger,
      }),
      forgetting(sagas, kept, logger),
      stayOneDatabase(assertOurs, logger),
    ];
    return async (answered: Promise<unknown> = Promise.resolve()) => {
      await Promise.all(stops.map((stop) => stop()));
      // after its last call is answered it starts no more sagas, however long its last runs take
      await Promise.all([worker.close(), answered.then(() => fleet.close())]);
    };
  };

  return { ports, around, pauses, changes, kept, misses: repeated.misses, begin };
}

const ownerIn =
  (field: string): NonNullable<EnginePorts['ownerOf']> =>
  (input) => {
    const owner = (input as Readonly<Record<string, unknown>> | undefined)?.[field];
    return typeof owner === 'string' ? owner : undefined;
  };

/** Writes the queue's owner to Redis periodically, and logs when another database has claimed it. Returns the function that stops it. */
function stayOneDatabase(assertOurs: () => Promise<void>, logger: Logger): () => Promise<void> {
  let shared = false;
  return every(OWNED_EVERY_MS, async () => {
    try {
      await assertOurs();
      shared = false;
    } catch (error) {
      // not while Redis is away: that is reported elsewhere
      if (error instanceof OtherDatabase && !shared) logger.error(error.message);
      shared = error instanceof OtherDatabase;
    }
  });
}
