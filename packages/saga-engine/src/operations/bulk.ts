import { randomUUID } from 'node:crypto';
import { notFound, unavailable } from '@shop/common/errors';
import type { BulkDocument, BulkFilter, BulkRequest } from '../mongo/bulk.model.js';
import type { Registry } from '../core/registry.js';
import type { BulkRepository } from '../mongo/bulk.repository.js';
import type { SagaRepository } from '../mongo/sagas.repository.js';

/** Interventions in many sagas at once. Whichever orchestrator has the lease carries them out, see bulk-worker.ts. */
export interface Bulk {
  /** How many sagas the filter matches now. */
  count(filter: BulkFilter): Promise<number>;
  /** Stores the operation; it begins within a second. Idempotent: an existing id returns the existing operation. */
  begin(wish: BulkRequest, filter: BulkFilter, by: string, id?: string): Promise<BulkDocument>;
  /** Throws 404 BULK_NOT_FOUND. */
  get(id: string): Promise<BulkDocument>;
}

/** Interventions in many sagas at once, stored in this repository. */
export function bulkUseCases(operations: BulkRepository, sagas: SagaRepository, registry: Registry): Bulk {
  return {
    count: (filter) => sagas.countMatching(registry, filter, Date.now()),
    async begin(wish, filter, by, id = randomUUID()) {
      const existing = await operations.find(id);
      if (existing) return existing;
      const createdAt = Date.now();
      const operation: BulkDocument = {
        ...wish,
        _id: id,
        filter,
        by,
        createdAt,
        matched: await sagas.countMatching(registry, filter, createdAt),
        done: 0,
        failed: 0,
        examples: [],
        state: 'RUNNING',
        cursor: null,
        batch: null,
        owner: '',
        leaseUntil: 0,
        doneAt: null,
      };
      if (await operations.begin(operation)) return operation;
      const other = await operations.find(id);
      if (!other) throw unavailable('This operation is being stored by another request; try again shortly.');
      return other;
    },
    async get(id) {
      const found = await operations.find(id);
      if (!found) throw notFound('BULK_NOT_FOUND', `There is no bulk operation ${id.slice(0, 100)}.`);
      return found;
    },
  };
}
