import { Documents } from '@shop/common/mongo/documents';
import type { Model } from 'mongoose';
import type { BulkDocument } from './bulk.model.js';

/** Bulk operations in the database. */
export class BulkRepository {
  readonly #operations: Documents<BulkDocument>;

  constructor(model: Model<BulkDocument>) {
    this.#operations = new Documents(model);
  }

  find(id: string): Promise<BulkDocument | null> {
    return this.#operations.findOne({ _id: id });
  }

  /** False when there is one with this id. */
  begin(operation: BulkDocument): Promise<boolean> {
    return this.#operations.insert(operation);
  }

  /** An operation without a current lease, now ours until `leaseUntil`; null when there is none. */
  lease(owner: string, now: number, leaseUntil: number): Promise<BulkDocument | null> {
    return this.#operations.findOneAndUpdate(
      { state: 'RUNNING', leaseUntil: { $lte: now } },
      { $set: { owner, leaseUntil } },
      { sort: { leaseUntil: 1 } },
    );
  }

  /** Stores its progress and counts; false when another process has taken it over. */
  save(
    { _id, owner }: BulkDocument,
    set: Partial<BulkDocument>,
    count: { readonly done: number; readonly failed: number } = { done: 0, failed: 0 },
  ): Promise<boolean> {
    return this.#operations.updateOne({ _id, owner }, { $set: set, $inc: count });
  }
}
