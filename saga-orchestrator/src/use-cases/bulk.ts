import { randomUUID } from 'node:crypto';
import { notFound } from '@shop/common/errors';
import { isDuplicateKey } from '@shop/common/mongo';
import type { Model } from 'mongoose';
import type { BulkDocument, BulkFilter, BulkWish } from '../data/bulk.model.js';
import { countMatching } from '../data/bulk-scan.js';
import type { SagaDocument } from '../data/saga.model.js';

/** Interventions in many sagas at once. They are carried out by whichever orchestrator has the lease, see bulk-worker.ts. */
export interface Bulk {
  /** How many sagas the filter matches now. */
  count(filter: BulkFilter): Promise<number>;
  /** Stores the operation; it begins within a second. Idempotent: an existing id returns the existing operation. */
  begin(wish: BulkWish, filter: BulkFilter, by: string, id?: string): Promise<BulkDocument>;
  /** Throws 404 BULK_NOT_FOUND. */
  get(id: string): Promise<BulkDocument>;
}

export function bulkUseCases(operations: Model<BulkDocument>, sagas: Model<SagaDocument>): Bulk {
  const find = (id: string) => operations.findById(id).lean<BulkDocument>();
  return {
    count: (filter) => countMatching(sagas, filter, Date.now()),
    async begin(wish, filter, by, id = randomUUID()) {
      const existing = await find(id);
      if (existing) return existing;
      const createdAt = Date.now();
      const operation: BulkDocument = {
        ...wish,
        _id: id,
        filter,
        by,
        createdAt,
        matched: await countMatching(sagas, filter, createdAt),
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
      try {
        await operations.collection.insertOne(operation as never);
        return operation;
      } catch (error) {
        const other = isDuplicateKey(error) ? await find(id) : null;
        if (!other) throw error;
        return other;
      }
    },
    async get(id) {
      const found = await find(id);
      if (!found) throw notFound('BULK_NOT_FOUND', `There is no bulk operation ${id.slice(0, 100)}.`);
      return found;
    },
  };
}
