import { openEngineStores } from 'saga-engine/mongo/stores';
import type { Connection } from 'mongoose';
import { auditRunModel } from './audit-run.model.js';
import { AuditRunRepository } from './audit-run.repository.js';
import { AuditRepository } from './audit.repository.js';

/** The collections of the orchestrator. A process keeps an audit for `auditLeaseMs` after each renewal. */
export function openStores(mongo: Connection, auditLeaseMs: number) {
  const engine = openEngineStores(mongo, 'userId');
  return {
    ...engine,
    audited: new AuditRepository(engine.model),
    auditRuns: new AuditRunRepository(auditRunModel(mongo), auditLeaseMs),
  };
}
