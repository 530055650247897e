import { Schema, type Connection, type Model } from 'mongoose';
import type { SagaRecord } from '../core/journal.js';

/** One saga, one document: the journal in it is the truth. `token` names the last append, see journal.ts. */
export interface SagaDocument extends Omit<SagaRecord, 'id'> {
  _id: string;
  token: string;
}

/** Every saga that has something left to do. With a lower bound, so that any store uses the partial index instead of a collection scan. */
export const LIVE = { nextActionAt: { $type: 'number', $gte: 0 } } as const;

/** The collection of sagas and its indexes: for due sagas, and for administrators' queries; see openEngineStores for `ownerField`. */
export function sagaModel(connection: Connection, ownerField?: string): Model<SagaDocument> {
  const schema = new Schema<SagaDocument>(
    {
      _id: String,
      type: { type: String },
      version: Number,
      correlationId: String,
      input: Schema.Types.Mixed,
      revision: Number,
      state: String,
      next: String,
      paused: String,
      journal: [Schema.Types.Mixed],
      nextActionAt: Number,
      deadline: Number,
      shape: { type: [String], default: undefined },
      fingerprint: String,
      createdAt: Number,
      updatedAt: Number,
      token: String,
    },
    { collection: 'sagas', versionKey: false, minimize: false },
  );
  // partial: the sweep reads live sagas only, however many have ended
  schema.index({ nextActionAt: 1, _id: 1 }, { partialFilterExpression: { nextActionAt: { $type: 'number' } } });
  // ended sagas by time: how fast sagas finish
  schema.index({ updatedAt: -1 }, { partialFilterExpression: { nextActionAt: { $type: 'null' } } });
  schema.index({ createdAt: -1, _id: -1 });
  schema.index({ state: 1, createdAt: -1, _id: -1 });
  schema.index({ type: 1, createdAt: -1, _id: -1 });
  schema.index({ correlationId: 1, createdAt: -1, _id: -1 });
  if (ownerField) schema.index({ [`input.${ownerField}`]: 1, createdAt: -1, _id: -1 });
  return connection.model<SagaDocument>('Saga', schema);
}
