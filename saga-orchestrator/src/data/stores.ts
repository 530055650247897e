import type { Connection } from 'mongoose';
import { auditRunModel } from './audit-run.model.js';
import { AuditRunRepository } from './audit-run.repository.js';
import { AuditRepository } from './audit.repository.js';
import { bulkModel } from './bulk.model.js';
import { BulkRepository } from './bulk.repository.js';
import { fleetModels } from './fleet.model.js';
import { pauseModel } from './pause.model.js';
import { PauseRepository } from './pauses.repository.js';
import { sagaModel } from './saga.model.js';
import { SagaRepository } from './sagas.repository.js';

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
