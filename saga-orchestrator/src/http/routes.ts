import type { AnyRoute } from '@shop/common/http/route';
import type { Sagas } from 'saga-engine/api/sagas';
import type { Presenter } from 'saga-engine/core/present';
import type { Registry } from 'saga-engine/core/registry';
import type { Host } from 'saga-engine/host';
import { bulkUseCases } from 'saga-engine/operations/bulk';
import { pausable } from 'saga-engine/operations/operating';
import { throughput } from 'saga-engine/operations/throughput';
import { processOf } from '../clients/participants.js';
import type { OrchestratorConfig } from '../config.js';
import type { openStores } from '../data/stores.js';
import { auditAll, type AuditParts } from '../use-cases/audit.js';
import { orderSteps } from '../use-cases/order-steps.js';
import { eventRoutes } from './events.routes.js';
import { auditRoutes } from './invariants.routes.js';
import { operationRoutes } from './operations.routes.js';
import { orderStepsRoutes } from './order-steps.routes.js';
import { reportRoutes } from './saga-reports.routes.js';
import { sagaRoutes } from './sagas.routes.js';
import { throughputRoutes } from './throughput.routes.js';
import { typedRoutes } from './typed.routes.js';

export interface RouteParts {
  readonly config: OrchestratorConfig;
  readonly known: Registry;
  readonly host: Host;
  readonly stores: ReturnType<typeof openStores>;
  readonly sagas: Sagas;
  readonly present: Presenter;
  readonly audited: AuditParts;
  /** Ends the streams. */
  readonly closing: AbortSignal;
}

/** Every route of this process. The reports come first: koa takes the first path that matches, and `summary` is not a saga's id. */
export function allRoutes({ config, known, host, stores, sagas, present, audited, closing }: RouteParts): AnyRoute[] {
  const { ports, pauses, changes } = host;
  const participants = pausable(known, processOf(config.PARTICIPANT_URLS));
  return [
    ...reportRoutes(sagas, present),
    ...operationRoutes(sagas, bulkUseCases(stores.bulk, stores.sagas, known), pauses, participants, present),
    ...throughputRoutes(throughput(stores.sagas, ports.now)),
    ...sagaRoutes(sagas, present),
    ...typedRoutes(sagas),
    ...eventRoutes(sagas, changes, closing),
    ...orderStepsRoutes(orderSteps(sagas, present, ports.registry)),
    ...auditRoutes(() => auditAll(audited), stores.auditRuns),
  ];
}
