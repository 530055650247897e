import { days } from '@shop/common/time';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Phase, SagaState } from '../core/journal.js';

export const BULK_ACTIONS = ['retry', 'compensate', 'resolve', 'force', 'restart'] as const;

/** Which sagas; without `state` only those with something left to do. Times of creation are epoch milliseconds, `before` exclusive. */
export interface BulkFilter {
  state?: SagaState;
  type?: string;
  version?: number;
  /** What is next: this step, or its undo; with `phase` only one of the two. */
  step?: string;
  phase?: Phase;
  /** Why it was compensated, or a part of the last error. */
  reason?: string;
  before?: number;
  after?: number;
}

/** What is done to each. */
export interface BulkWish {
  action: (typeof BULK_ACTIONS)[number];
  reason: string;
  /** Of force and restart; `phase` as in the engine's wishes. */
  step?: string;
  phase?: Phase;
  outcome?: 'done' | 'refused';
  reply?: object;
  confirm?: boolean;
}

/** A saga's place in the order in which a bulk operation goes through them. */
export interface BulkPlace {
  readonly createdAt: number;
  readonly id: string;
}

/** One bulk operation; any orchestrator with the lease carries it on. Times are epoch milliseconds. */
export interface BulkDocument extends BulkWish {
  _id: string;
  filter: BulkFilter;
  by: string;
  createdAt: number;
  /** Counted when it was asked for. */
  matched: number;
  done: number;
  failed: number;
  /** The first that failed, and why: a stable code, a colon and a sentence. */
  examples: { id: string; error: string }[];
  state: 'RUNNING' | 'DONE';
  /** How far it has gone through the sagas. */
  cursor: BulkPlace | null;
  /** Those being worked on, and how far it will have gone with them: after a crash they are asked again, each once in effect. */
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
