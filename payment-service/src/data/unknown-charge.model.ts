import { intentIndex } from '@shop/common/mongo/intents';
import { Schema, type Connection, type Model } from 'mongoose';
import type { UnknownCharge } from '../domain/unknown-charge.js';

export type UnknownChargeModel = Model<UnknownCharge>;

/** Charges without a payment, and what became of them; forgotten a year after that. */
export function unknownChargeModel(connection: Connection): UnknownChargeModel {
  const schema = new Schema<UnknownCharge>(
    {
      _id: String,
      provider: String,
      providerRef: String,
      reference: String,
      currency: String,
      amountMinor: Number,
      capturedMinor: Number,
      refundedMinor: Number,
      state: String,
      decisions: Schema.Types.Mixed,
      decisionIntent: Schema.Types.Mixed,
      problem: String,
      madeAt: Date,
      createdAt: Date,
      seenAt: Date,
      expiresAt: Date,
    },
    { collection: 'unknown_charges', versionKey: false },
  );
  schema.index({ state: 1, createdAt: -1, _id: -1 });
  schema.index({ createdAt: -1, _id: -1 });
  schema.index({ reference: 1, createdAt: -1, _id: -1 });
  schema.index(...intentIndex('decisionIntent'));
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<UnknownCharge>('UnknownCharge', schema);
}
