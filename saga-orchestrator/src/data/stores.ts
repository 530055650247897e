import { openEngineStores } from 'saga-engine/mongo/stores';
import type { Connection } from 'mongoose';
import { auditRunModel } from './audit-run.model.js';
import { AuditRunRepository } from './audit-run.repository.js';
import { AuditRepository } from './audit.repository.js';

/** Everything that the orchestrator keeps in its database. An audit is its runner's for `auditLeaseMs` after each sign of life. */
export function openStores(mongo: Connection, auditLeaseMs: number) {
  const engine = openEngineStores(mongo, 'userId');
  return {
    ...engine,
    audited: new AuditRepository(engine.model),
    auditRuns: new AuditRunRepository(auditRunModel(mongo), auditLeaseMs),
  };
}
