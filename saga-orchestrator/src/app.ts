import type { Logger } from '@shop/common/logging/logger';
import { startService, type Service } from '@shop/common/service/start-service';
import { presenter } from 'saga-engine/core/present';
import type { Registry } from 'saga-engine/core/registry';
import { stepInfo } from 'saga-engine/operations/step-info';
import { connectParticipants } from './clients/participants.js';
import type { OrchestratorConfig } from './config.js';
import { openStores } from './data/stores.js';
import { sagasService } from './grpc/sagas.handlers.js';
import { hostEngine } from './host.js';
import { allRoutes } from './http/routes.js';
import { sagas as definitions } from './sagas/definitions.js';
import { AUDIT_LEASE_MS, startAudits } from './use-cases/audit-runs.js';
import { sagaUseCases } from './use-cases/sagas.js';

/** Composes saga-orchestrator and starts it, see startService. Also rejects when a definition changed without a new version. */
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
      const { ports, changes, kept, around, misses: stalled } = host;
      const present = presenter(known.all);
      stepInfo(metrics, present, known);
      const sagas = sagaUseCases({ ports, sagas: stores.sagas, changes, kept, stalled, around });
      const audited = { clients, sagas: stores.audited, kept };
      const streams = new AbortController();
      return {
        grpc: [sagasService(sagas, present, changes, config.PAYMENT_TIMEOUT_MS)],
        http: allRoutes({ config, known, host, stores, sagas, present, audited, closing: streams.signal }),
        begin: [
          () => () => streams.abort(),
          () => host.begin(),
          () => startAudits({ ...audited, runs: stores.auditRuns, logger, metrics }),
        ],
      };
    },
  });
