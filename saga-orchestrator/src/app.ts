import type { Logger } from '@shop/common/logging/logger';
import { startService, type Service } from '@shop/common/service/start-service';
import { connectParticipants, processOf } from './clients/participants.js';
import type { OrchestratorConfig } from './config.js';
import { openStores } from './data/stores.js';
import { presenter } from 'saga-engine/core/present';
import type { Registry } from 'saga-engine/core/registry';
import { sagasService } from './grpc/sagas.handlers.js';
import { hostEngine } from './host.js';
import { auditRoutes } from './http/invariants.routes.js';
import { eventRoutes } from './http/events.routes.js';
import { operationRoutes } from './http/operations.routes.js';
import { orderStepsRoutes } from './http/order-steps.routes.js';
import { sagaReports } from './http/saga-reports.routes.js';
import { sagaRoutes } from './http/sagas.routes.js';
import { typedRoutes } from './http/typed.routes.js';
import { throughputRoutes } from './http/throughput.routes.js';
import { sagas as definitions } from './sagas/definitions.js';
import { auditAll } from './use-cases/audit.js';
import { AUDIT_LEASE_MS, startAudits } from './use-cases/audit-runs.js';
import { bulkUseCases } from 'saga-engine/operations/bulk';
import { pausable } from 'saga-engine/operations/operating';
import { orderSteps } from './use-cases/order-steps.js';
import { sagaUseCases } from './use-cases/sagas.js';
import { stepInfo } from 'saga-engine/operations/step-info';
import { throughput } from 'saga-engine/operations/throughput';

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
      const { data: stores, client, logger, metrics } = basics;
      const clients = connectParticipants(client, config);
      const host = await hostEngine(basics, config, known, clients);
      const { outside, pauses, settling, kept } = host;
      const audited = { clients, sagas: stores.audited, kept };
      const present = presenter(known.all);
      const closing = new AbortController();
      stepInfo(metrics, present, known);
      const sagas = sagaUseCases({
        outside,
        sagas: stores.sagas,
        settling,
        kept,
        stalled: host.misses,
        around: host.around,
      });
      return {
        grpc: [sagasService(sagas, present, settling, config.PAYMENT_TIMEOUT_MS)],
        // the reports first: koa takes the first path that fits, and `summary` is no saga's id
        http: [
          ...sagaReports(sagas, present),
          ...operationRoutes(
            sagas,
            bulkUseCases(stores.bulk, stores.sagas),
            pauses,
            pausable(known, processOf(config.PARTICIPANT_URLS)),
          ),
          ...throughputRoutes(throughput(stores.sagas, outside.now)),
          ...sagaRoutes(sagas, present),
          ...typedRoutes(sagas),
          ...eventRoutes(sagas, settling, closing.signal),
          ...orderStepsRoutes(orderSteps(sagas, present, outside.registry)),
          ...auditRoutes(() => auditAll(audited), stores.auditRuns),
        ],
        begin() {
          const stopSagas = host.begin();
          const stopAudits = startAudits({ ...audited, runs: stores.auditRuns, logger, metrics });
          return async (answered) => {
            closing.abort();
            await Promise.all([stopAudits(), stopSagas(answered)]);
          };
        },
      };
    },
  });
