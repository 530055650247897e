import { intentIndex } from '@shop/common/mongo/intents';
import type { Intent } from '@shop/common/relay';
import { Schema, type Connection, type Model } from 'mongoose';
import type { UnknownCharge } from '../domain/unknown-charge.js';

/** A charge as it is stored. */
export interface UnknownChargeDocument extends UnknownCharge {
  /** Present until the last decision is carried out. */
  readonly decisionIntent?: Intent;
}

export type UnknownChargeModel = Model<UnknownChargeDocument>;

/** Charges without a payment, and their outcomes; deleted a year after the outcome. */
export function unknownChargeModel(connection: Connection): UnknownChargeModel {
  const schema = new Schema<UnknownChargeDocument>(
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
  return connection.model<UnknownChargeDocument>('UnknownCharge', schema);
}
