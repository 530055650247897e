import { retryOutages } from '@shop/common/mongo/outage';
import { connectRedis, redisReady } from '@shop/common/redis/connection';
import { broadcast, subscribe } from '@shop/common/redis/broadcasts';
import { CHANNELS, type SagaStatusEvent } from '@shop/protos/channels';
import type { ServiceBasics } from '@shop/common/service/start-service';
import { seconds } from '@shop/common/time';
import { CRASH_POINTS, withCrashPoints, type Around } from './clients/crash-points.js';
import { connectParticipants, participants, PROCESS_OF } from './clients/participants.js';
import { tracedJournal, tracedParticipants } from './clients/traced.js';
import { placeLimits, type OrchestratorConfig } from './config.js';
import { mongoJournal } from './data/journal.js';
import type { Stores } from './data/stores.js';
import type { Outside } from './engine/outside.js';
import type { Registry } from './engine/registry.js';
import type { SagaView } from './engine/view.js';
import { HandedBack } from './queue/hand-back.js';
import { Places } from './queue/places.js';
import { queueMetrics } from './queue/queue-metrics.js';
import { repeating } from './queue/repeating.js';
import { openSagasQueue } from './queue/sagas-queue.js';
import { wakeUps } from './queue/wake-ups.js';
import { joinFleet } from './use-cases/fleet.js';
import { PauseBoard } from './use-cases/pauses.js';
import { sagaMetrics } from './use-cases/saga-metrics.js';
import { Settling } from './use-cases/settle.js';

/** A run has a saga to itself for this long before the sweep wakes it again. */
const LEASE = seconds(10);

/**
 * Connects the engine with this process: the journal in MongoDB, the queue in Redis, participants over gRPC, the status channel;
 * and joins the fleet of orchestrators. Rejects when a definition changed under its version.
 */
export async function hostEngine(
  { data: stores, redis, client, logger, metrics, faults, closing }: ServiceBasics & { readonly data: Stores },
  config: OrchestratorConfig,
  known: Registry,
) {
  faults.declare(...CRASH_POINTS, 'orchestrator.job');
  const around: Around = (thing, work) => faults.around(thing, work);
  const pauses = new PauseBoard(stores.pauses, PROCESS_OF, around);
  const fleet = await joinFleet(known, stores.fleet, logger, around);
  closing.add(() => fleet.close());

  const openRedis = () => {
    const connection = connectRedis(config.REDIS_URL, { logger, metrics, blocking: true });
    closing.add(() => connection.disconnect());
    return connection;
  };
  const workerRedis = openRedis();
  await redisReady(redis);
  const queue = openSagasQueue(redis, logger);
  closing.add(() => queue.close());

  const clients = connectParticipants(client, config);
  const settling = new Settling();
  const handedBack = new HandedBack();
  const wakes = wakeUps(queue, redis, (needs) => fleet.registry.isKnownToFleet?.(needs) ?? false);
  const repeated = repeating(wakes);
  const places = new Places({
    concurrency: config.CONCURRENCY,
    limitsOf: (participant) => placeLimits(config, participant),
    nudge: (sagaId) => wakes.nudge(sagaId),
  });
  const watched = sagaMetrics(metrics, stores.sagas, queueMetrics(queue, redis, places));
  const ports: Outside = {
    journal: tracedJournal(mongoJournal(stores.model, fleet.known)),
    queue: repeated,
    participants: watched.timed(tracedParticipants(participants(clients))),
    publisher: {
      publish(saga) {
        settling.changed(saga.id, saga.revision, saga);
        if (saga.revision > 0) wakes.begun(saga.id);
        watched.changed(saga);
        void broadcast(redis, CHANNELS.sagas, statusOf(saga));
      },
    },
    pauses,
    registry: fleet.registry,
    now: Date.now,
    random: Math.random,
    leaseMs: LEASE,
    ownerOf: (input) => (input as { userId?: string } | undefined)?.userId,
    report: (error, about) => logger.warn('A saga goes on without something that failed', { ...about, error }),
  };
  await retryOutages(() => pauses.refresh());

  const subscription = await subscribe<SagaStatusEvent>(openRedis(), CHANNELS.sagas, {
    logger,
    onEvent: ({ sagaId, revision }) => {
      settling.changed(sagaId, revision);
      if (revision > 0) wakes.begun(sagaId);
    },
  });
  closing.add(() => subscription.close());
  const outside = withCrashPoints(ports, around);
  return { outside, around, fleet, clients, pauses, settling, handedBack, repeated, places, workerRedis };
}

function statusOf(saga: SagaView): SagaStatusEvent {
  const step = saga.steps.findLast(({ startedAt }) => startedAt !== null) ?? saga.steps[0];
  return {
    sagaId: saga.id,
    orderId: saga.correlationId,
    revision: saga.revision,
    state: saga.state,
    step: step?.name ?? '',
    stepStatus: step?.status ?? '',
    at: new Date(saga.updatedAt).toISOString(),
  };
}
