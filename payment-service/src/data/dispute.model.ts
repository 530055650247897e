import { Schema, type Connection, type Model } from 'mongoose';
import type { Dispute } from '../domain/dispute.js';

export type DisputeModel = Model<Dispute>;

/** Disputed charges. Kept as long as payments are, since a charge that was lost in a dispute must not be refunded as well. */
export function disputeModel(connection: Connection): DisputeModel {
  const schema = new Schema<Dispute>(
    {
      _id: String,
      provider: String,
      ref: String,
      reference: String,
      status: String,
      amountMinor: Number,
      currency: String,
      reason: String,
      evidenceDueAt: Date,
      openedAt: Date,
      askedAt: Date,
      createdAt: Date,
      updatedAt: Date,
    },
    { collection: 'disputes', versionKey: false },
  );
  schema.index({ reference: 1, createdAt: -1, _id: -1 });
  schema.index({ status: 1, createdAt: -1, _id: -1 });
  schema.index({ createdAt: -1, _id: -1 });
  return connection.model<Dispute>('Dispute', schema);
}
