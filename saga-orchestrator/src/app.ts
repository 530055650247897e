import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { bearerTokens } from '@shop/common/auth/bearer-tokens';
import { Faults } from '@shop/common/faults';
import { pingGrpc } from '@shop/common/grpc/health';
import { startGrpcServer } from '@shop/common/grpc/server';
import { readGrpcTls } from '@shop/common/grpc/tls';
import type { Health } from '@shop/common/http/health';
import { createHttpApp, listen } from '@shop/common/http/server';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import type { App } from '@shop/common/process';
import { createLogger, type Logger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo, ensureIndexes, pingMongo } from '@shop/common/mongo/connection';
import { retryOutages } from '@shop/common/mongo/outage';
import { connectRedis, pingRedis, redisReady } from '@shop/common/redis/connection';
import { broadcast, CHANNELS, subscribe, type SagaStatusEvent } from '@shop/common/redis/status-channel';
import { seconds } from '@shop/common/time';
import { CRASH_POINTS, withCrashPoints, type Around } from './clients/crash-points.js';
import { connectParticipants, participants, PROCESS_OF } from './clients/participants.js';
import { tracedJournal, tracedParticipants } from './clients/traced.js';
import { placeLimits, type OrchestratorConfig } from './config.js';
import { AuditRepository } from './data/audit.repository.js';
import { auditRunModel } from './data/audit-run.model.js';
import { AuditRunRepository } from './data/audit-run.repository.js';
import { bulkModel } from './data/bulk.model.js';
import { BulkRepository } from './data/bulk.repository.js';
import { fleetModels } from './data/fleet.model.js';
import { mongoJournal } from './data/journal.js';
import { pauseModel } from './data/pause.model.js';
import { PauseRepository } from './data/pauses.repository.js';
import { sagaModel } from './data/saga.model.js';
import { SagaRepository } from './data/sagas.repository.js';
import { entrance } from './engine/entrance.js';
import type { Outside } from './engine/outside.js';
import { wakeOwedCancels } from './engine/recover.js';
import type { Registry } from './engine/registry.js';
import type { SagaView } from './engine/view.js';
import { sagasService } from './grpc/sagas.handlers.js';
import { auditRoutes } from './http/invariants.routes.js';
import { operationRoutes } from './http/operations.routes.js';
import { sagaReports } from './http/saga-reports.routes.js';
import { sagaRoutes } from './http/sagas.routes.js';
import { throughputRoutes } from './http/throughput.routes.js';
import { HandedBack } from './queue/hand-back.js';
import { Places } from './queue/places.js';
import { queueMetrics } from './queue/queue-metrics.js';
import { repeating } from './queue/repeating.js';
import { openSagasQueue } from './queue/sagas-queue.js';
import { startSweeping } from './queue/sweeping.js';
import { wakeUps } from './queue/wake-ups.js';
import { startWorker } from './queue/worker.js';
import { sagas as definitions } from './sagas/definitions.js';
import { bulkUseCases } from './use-cases/bulk.js';
import { joinFleet } from './use-cases/fleet.js';
import { forgetting, retention } from './use-cases/forget.js';
import { auditAll } from './use-cases/audit.js';
import { AUDIT_LEASE_MS, startAudits } from './use-cases/audit-runs.js';
import { pausable, startOperating } from './use-cases/operating.js';
import { PauseBoard } from './use-cases/pauses.js';
import { sagaMetrics } from './use-cases/saga-metrics.js';
import { sagaUseCases } from './use-cases/sagas.js';
import { Settling } from './use-cases/settle.js';
import { watchUnknownSagas } from './use-cases/unknown-sagas.js';
import { throughput } from './use-cases/throughput.js';

export interface OrchestratorApp extends App {
  readonly port: number;
  readonly grpcPort: number;
}

const NAME = 'saga-orchestrator';
/** A run has a saga to itself for this long before the sweep wakes it again. */
const LEASE = seconds(10);

/** Composes and starts the orchestrator. Rejects when a database or a port is missing, or a definition changed under its version. */
export async function startApp(
  config: OrchestratorConfig,
  logger: Logger = createLogger(NAME, config.LOG_LEVEL),
  known: Registry = definitions,
): Promise<OrchestratorApp> {
  const tls = readGrpcTls(config);
  const metrics = createMetrics(NAME);
  const faults = new Faults(config.FAULT_INJECTION);
  faults.declare(...CRASH_POINTS, 'orchestrator.job');
  const around: Around = (thing, work) => faults.around(thing, work);
  const internal = new InternalTokens(NAME, config.INTERNAL_TOKEN_SECRET);

  const mongo = await connectMongo(config.MONGODB_URI, { logger, faults, prefix: 'orchestrator', metrics });
  const model = sagaModel(mongo);
  const fleetStore = fleetModels(mongo);
  const stored = new SagaRepository(model);
  const bulkOperations = new BulkRepository(bulkModel(mongo));
  const pauses = new PauseBoard(new PauseRepository(pauseModel(mongo)), PROCESS_OF, around);
  const idempotency = new IdempotencyStore(mongo);
  await ensureIndexes(mongo);
  const fleet = await joinFleet(known, fleetStore, logger, around).catch(async (error: unknown) => {
    await mongo.close();
    throw error;
  });

  const redis = connectRedis(config.REDIS_URL, { logger, metrics });
  const workerRedis = connectRedis(config.REDIS_URL, { logger, metrics, blocking: true });
  const subscriberRedis = connectRedis(config.REDIS_URL, { logger, metrics, blocking: true });
  await redisReady(redis);
  const queue = openSagasQueue(redis, logger);

  const clients = connectParticipants(
    { internal, metrics, tls },
    config.ORDER_SERVICE_GRPC_URLS,
    config.PAYMENT_SERVICE_GRPC_URLS,
  );
  const settling = new Settling();
  const handedBack = new HandedBack();
  const wakes = wakeUps(queue, redis);
  const repeated = repeating(wakes);
  const places = new Places({
    concurrency: config.CONCURRENCY,
    limitsOf: (participant) => placeLimits(config, participant),
    nudge: (sagaId) => wakes.nudge(sagaId),
  });
  const watched = sagaMetrics(metrics, stored, queueMetrics(queue, redis, places));
  const sound: Outside = {
    journal: tracedJournal(mongoJournal(model, fleet.known)),
    queue: repeated,
    participants: watched.timed(tracedParticipants(participants(clients))),
    publisher: {
      publish(saga) {
        settling.changed(saga.id, saga.revision, saga);
        if (saga.revision > 0) wakes.begun(saga.id);
        watched.changed(saga);
        broadcast(redis, CHANNELS.sagas, statusOf(saga));
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
  const outside = withCrashPoints(sound, around);
  await retryOutages(() => pauses.refresh());

  const subscription = await subscribe<SagaStatusEvent>(subscriberRedis, CHANNELS.sagas, {
    logger,
    onEvent: ({ sagaId, revision }) => {
      settling.changed(sagaId, revision);
      if (revision > 0) wakes.begun(sagaId);
    },
  });
  const kept = retention(config.SAGA_RETENTION_DAYS);
  const audited = { clients, sagas: new AuditRepository(model), kept };
  const auditRuns = new AuditRunRepository(auditRunModel(mongo), AUDIT_LEASE_MS);
  const sagas = sagaUseCases(outside, stored, settling, kept, repeated.misses, around);
  const health: Health = {
    draining: false,
    checks: {
      mongo: () => pingMongo(mongo),
      redis: () => pingRedis(redis),
      grpc: () => pingGrpc(grpc.port, config.HOST, tls),
    },
  };
  const grpc = await startGrpcServer({
    host: config.HOST,
    port: config.GRPC_PORT,
    tls,
    services: [sagasService(sagas, settling, config.PAYMENT_TIMEOUT_MS)],
    internal,
    logger,
    metrics,
    faults,
    faultPrefix: 'orchestrator',
  });
  // the reports first: koa takes the first path that fits, and `summary` is no saga's id
  const routes = [
    ...sagaReports(sagas),
    ...operationRoutes(sagas, bulkUseCases(bulkOperations, stored), pauses, pausable(known)),
    ...throughputRoutes(throughput(stored, outside.now)),
    ...sagaRoutes(sagas),
    ...auditRoutes(() => auditAll(audited), auditRuns),
  ];
  const http = await listen(
    createHttpApp({
      logger,
      metrics,
      health,
      faults,
      internal,
      access: bearerTokens(config.JWKS_URLS, internal),
      idempotency,
      routes,
    }),
    config.HOST,
    config.PORT,
  );

  const worker = startWorker(workerRedis, outside, {
    concurrency: config.CONCURRENCY,
    lockMs: config.JOB_LOCK_MS,
    logger,
    faults,
    places,
    handedBack,
  });
  const stopSweeping = startSweeping(outside, { repeated, redis, logger });
  void wakeOwedCancels(outside, stored.findResolved()).catch((error: unknown) =>
    logger.warn('Cancelled sagas that were resolved by hand could not be looked through', { error }),
  );
  const stopWatching = watchUnknownSagas(metrics, {
    sagas: stored,
    registry: fleet.registry,
    logger,
    unreadable: () => handedBack.size,
  });
  const stopOperating = startOperating({
    pauses,
    outside,
    sagas: stored,
    bulk: {
      operations: bulkOperations,
      sagas: stored,
      ways: entrance(outside),
      around,
      logger,
    },
    logger,
  });
  const stopAudits = startAudits({ ...audited, runs: auditRuns, logger, metrics });
  const stopForgetting = forgetting(stored, kept, logger);
  logger.info('ready', { port: http.port, grpcPort: grpc.port });

  return {
    port: http.port,
    grpcPort: grpc.port,
    async close() {
      health.draining = true;
      await Promise.all([stopSweeping(), stopForgetting(), stopWatching(), stopOperating(), stopAudits()]);
      await Promise.all([worker.close(), http.close(), grpc.close()]);
      clients.close();
      await fleet.close();
      await subscription.close();
      await queue.close();
      for (const connection of [redis, workerRedis]) connection.disconnect();
      await mongo.close();
    },
  };
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
