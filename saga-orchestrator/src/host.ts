import { retryOutages } from '@shop/common/mongo/outage';
import { connectRedis, redisReady } from '@shop/common/redis/connection';
import { broadcast, subscribe } from '@shop/common/redis/broadcasts';
import { CHANNELS, type SagaStatusEvent } from '@shop/protos/channels';
import type { ServiceBasics } from '@shop/common/service/start-service';
import { seconds } from '@shop/common/time';
import { CRASH_POINTS, withCrashPoints, type Around } from '@shop/saga-engine/core/crash-points';
import { connectParticipants, participants, PROCESS_OF } from './clients/participants.js';
import { tracedJournal, tracedParticipants } from '@shop/saga-engine/operations/traced';
import { placeLimits, type OrchestratorConfig } from './config.js';
import { mongoJournal } from '@shop/saga-engine/mongo/journal';
import type { Stores } from './data/stores.js';
import type { Outside } from '@shop/saga-engine/core/outside';
import type { Registry } from '@shop/saga-engine/core/registry';
import type { SagaView } from '@shop/saga-engine/core/view';
import { HandedBack } from '@shop/saga-engine/bullmq/hand-back';
import { Places } from '@shop/saga-engine/bullmq/places';
import { queueMetrics } from '@shop/saga-engine/bullmq/queue-metrics';
import { repeating } from '@shop/saga-engine/bullmq/repeating';
import { openSagasQueue } from '@shop/saga-engine/bullmq/sagas-queue';
import { wakeUps } from '@shop/saga-engine/bullmq/wake-ups';
import { joinFleet } from '@shop/saga-engine/operations/fleet';
import { PauseBoard } from '@shop/saga-engine/operations/pauses';
import { sagaMetrics } from '@shop/saga-engine/operations/saga-metrics';
import { Settling } from '@shop/saga-engine/operations/settle';

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
