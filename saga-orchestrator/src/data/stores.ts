import type { Connection } from 'mongoose';
import { auditRunModel } from './audit-run.model.js';
import { AuditRunRepository } from './audit-run.repository.js';
import { AuditRepository } from './audit.repository.js';
import { bulkModel } from '@shop/saga-engine/mongo/bulk.model';
import { BulkRepository } from '@shop/saga-engine/mongo/bulk.repository';
import { fleetModels } from '@shop/saga-engine/mongo/fleet.model';
import { pauseModel } from '@shop/saga-engine/mongo/pause.model';
import { PauseRepository } from '@shop/saga-engine/mongo/pauses.repository';
import { sagaModel } from '@shop/saga-engine/mongo/saga.model';
import { SagaRepository } from '@shop/saga-engine/mongo/sagas.repository';

/** Everything that the orchestrator keeps in its database. An audit is its runner's for `auditLeaseMs` after each sign of life. */
export function openStores(mongo: Connection, auditLeaseMs: number) {
  const model = sagaModel(mongo);
  return {
    model,
    fleet: fleetModels(mongo),
    sagas: new SagaRepository(model),
    audited: new AuditRepository(model),
    auditRuns: new AuditRunRepository(auditRunModel(mongo), auditLeaseMs),
    bulk: new BulkRepository(bulkModel(mongo)),
    pauses: new PauseRepository(pauseModel(mongo)),
  };
}

export type Stores = ReturnType<typeof openStores>;
