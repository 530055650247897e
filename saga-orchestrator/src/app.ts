import type { Logger } from '@shop/common/logging/logger';
import { startService, type Service } from '@shop/common/service/start-service';
import { PROCESS_OF } from './clients/participants.js';
import type { OrchestratorConfig } from './config.js';
import { openStores } from './data/stores.js';
import { entrance } from '@shop/saga-engine/core/entrance';
import { wakeOwedCancels } from '@shop/saga-engine/core/recover';
import type { Registry } from '@shop/saga-engine/core/registry';
import { sagasService } from './grpc/sagas.handlers.js';
import { hostEngine } from './host.js';
import { auditRoutes } from './http/invariants.routes.js';
import { operationRoutes } from './http/operations.routes.js';
import { sagaReports } from './http/saga-reports.routes.js';
import { sagaRoutes } from './http/sagas.routes.js';
import { throughputRoutes } from './http/throughput.routes.js';
import { startSweeping } from '@shop/saga-engine/bullmq/sweeping';
import { startWorker } from '@shop/saga-engine/bullmq/worker';
import { sagas as definitions } from './sagas/definitions.js';
import { auditAll } from './use-cases/audit.js';
import { AUDIT_LEASE_MS, startAudits } from './use-cases/audit-runs.js';
import { bulkUseCases } from '@shop/saga-engine/operations/bulk';
import { forgetting, retention } from '@shop/saga-engine/operations/forget';
import { pausable, startOperating } from '@shop/saga-engine/operations/operating';
import { sagaUseCases } from './use-cases/sagas.js';
import { throughput } from '@shop/saga-engine/operations/throughput';
import { watchUnknownSagas } from '@shop/saga-engine/operations/unknown-sagas';

/** Puts saga-orchestrator together and starts it, see startService. Rejects also when a definition changed under its version. */
export const startApp = (
  config: OrchestratorConfig,
  ownLogger?: Logger,
  known: Registry = definitions,
): Promise<Service> =>
  startService({
    name: 'saga-orchestrator',
    faultPrefix: 'orchestrator',
    config,
    logger: ownLogger,
    data: ({ mongo }) => openStores(mongo, AUDIT_LEASE_MS),
    async parts(basics) {
      const { data: stores, redis, logger, metrics, faults } = basics;
      const host = await hostEngine(basics, config, known);
      const { outside, around, fleet, clients, pauses, settling, handedBack, repeated, places } = host;
      const kept = retention(config.SAGA_RETENTION_DAYS);
      const audited = { clients, sagas: stores.audited, kept };
      const sagas = sagaUseCases(outside, stores.sagas, settling, kept, repeated.misses, around);
      return {
        grpc: [sagasService(sagas, settling, config.PAYMENT_TIMEOUT_MS)],
        // the reports first: koa takes the first path that fits, and `summary` is no saga's id
        http: [
          ...sagaReports(sagas),
          ...operationRoutes(sagas, bulkUseCases(stores.bulk, stores.sagas), pauses, pausable(known, PROCESS_OF)),
          ...throughputRoutes(throughput(stores.sagas, outside.now)),
          ...sagaRoutes(sagas),
          ...auditRoutes(() => auditAll(audited), stores.auditRuns),
        ],
        begin() {
          const worker = startWorker(host.workerRedis, outside, {
            concurrency: config.CONCURRENCY,
            lockMs: config.JOB_LOCK_MS,
            logger,
            faults,
            places,
            handedBack,
          });
          void wakeOwedCancels(outside, stores.sagas.findResolved()).catch((error: unknown) =>
            logger.warn('Cancelled sagas that were resolved by hand could not be looked through', { error }),
          );
          const ways = entrance(outside);
          const stops = [
            startSweeping(outside, { repeated, redis, logger }),
            watchUnknownSagas(metrics, {
              sagas: stores.sagas,
              registry: fleet.registry,
              logger,
              handedBack: () => handedBack.size,
            }),
            startOperating({
              pauses,
              outside,
              sagas: stores.sagas,
              bulk: { operations: stores.bulk, sagas: stores.sagas, ways, around, logger },
              logger,
            }),
            startAudits({ ...audited, runs: stores.auditRuns, logger, metrics }),
            forgetting(stores.sagas, kept, logger),
          ];
          return async (answered) => {
            await Promise.all(stops.map((stop) => stop()));
            // with its last call answered it begins no more sagas, however long its last runs take
            await Promise.all([worker.close(), answered.then(() => fleet.close())]);
          };
        },
      };
    },
  });
