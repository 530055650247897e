import { days } from '@shop/common/time';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Phase, SagaState } from '../core/journal.js';

export const BULK_ACTIONS = ['retry', 'compensate', 'resolve', 'force', 'restart'] as const;

/**
 * The filter for sagas; without `state` only those with something left to do. Times of creation are epoch milliseconds, `before` exclusive.
 */
export interface BulkFilter {
  state?: SagaState;
  type?: string;
  version?: number;
  /** The next action: this step, or its undo; with `phase` only one of the two. */
  step?: string;
  phase?: Phase;
  /** Why it was compensated, or a part of the last error. */
  reason?: string;
  before?: number;
  after?: number;
}

/** The action for each saga. */
export interface BulkRequest {
  action: (typeof BULK_ACTIONS)[number];
  reason: string;
  /** For force and restart; `phase` as in the engine's RestartRequest. */
  step?: string;
  phase?: Phase;
  outcome?: 'done' | 'refused';
  reply?: object;
  confirm?: boolean;
}

/** A saga's position in the order in which a bulk operation processes them. */
export interface BulkPlace {
  readonly createdAt: number;
  readonly id: string;
}

/** One bulk operation; any orchestrator with the lease continues it. Times are epoch milliseconds. */
export interface BulkDocument extends BulkRequest {
  _id: string;
  filter: BulkFilter;
  by: string;
  createdAt: number;
  /** Counted at the time of the request. */
  matched: number;
  done: number;
  failed: number;
  /** The first that failed, and why: a stable code, a colon and a sentence. */
  examples: { id: string; error: string }[];
  state: 'RUNNING' | 'DONE';
  /** The position up to which sagas have been processed. */
  cursor: BulkPlace | null;
  /** The current batch, and the position after it: after a crash the batch is repeated, with each saga changed at most once. */
  batch: { ids: string[]; cursor: BulkPlace } | null;
  owner: string;
  leaseUntil: number;
  doneAt: Date | null;
}

/** The collection of bulk operations; each is kept for 30 days after its end. */
export function bulkModel(connection: Connection): Model<BulkDocument> {
  const mixed = Schema.Types.Mixed;
  const schema = new Schema<BulkDocument>(
    {
      _id: String,
      action: String,
      reason: String,
      step: String,
      phase: String,
      outcome: String,
      reply: mixed,
      confirm: Boolean,
      filter: mixed,
      by: String,
      createdAt: Number,
      matched: Number,
      done: Number,
      failed: Number,
      examples: [mixed],
      state: String,
      cursor: mixed,
      batch: mixed,
      owner: String,
      leaseUntil: Number,
      doneAt: Date,
    },
    { collection: 'bulk_operations', versionKey: false, minimize: false },
  );
  schema.index({ state: 1, leaseUntil: 1 }, { partialFilterExpression: { state: 'RUNNING' } });
  schema.index({ doneAt: 1 }, { expireAfterSeconds: days(30) / 1000 });
  return connection.model<BulkDocument>('BulkOperation', schema);
}
