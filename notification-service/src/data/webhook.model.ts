import { Schema, type Connection, type Model } from 'mongoose';
import type { Webhook } from '../domain/webhook.js';

/** The collection `webhooks`. */
export function webhookModel(connection: Connection): Model<Webhook> {
  const schema = new Schema<Webhook>(
    {
      _id: String,
      url: String,
      events: [String],
      place: Number,
      sealedSecret: String,
      formerSecret: { type: new Schema({ sealed: String, until: Date }, { _id: false }) },
      rotationKey: String,
      createdBy: String,
      createdAt: Date,
      disabled: Boolean,
      disabledAt: Date,
      disabledReason: String,
      noticeDueAt: Date,
      lastGoodAt: Date,
    },
    { collection: 'webhooks', versionKey: false },
  );
  schema.index({ place: 1 }, { unique: true });
  schema.index({ createdAt: -1, _id: -1 });
  return connection.model<Webhook>('Webhook', schema);
}
