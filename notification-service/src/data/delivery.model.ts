import { Schema, type Connection, type Model } from 'mongoose';
import type { Attempt, Delivery } from '../domain/delivery.js';

const attempt = new Schema<Attempt>(
  { at: Date, durationMs: Number, status: Number, error: String, answer: String },
  { _id: false },
);

/** The collection `deliveries`: each is one event for one webhook. They are deleted when they expire, see KEPT_DAYS. */
export function deliveryModel(connection: Connection): Model<Delivery> {
  const schema = new Schema<Delivery>(
    {
      _id: String,
      webhookId: String,
      eventId: String,
      type: String,
      subject: String,
      body: String,
      position: Number,
      status: String,
      createdAt: Date,
      nextAttemptAt: Date,
      firstAttemptAt: Date,
      deliveredAt: Date,
      attemptCount: Number,
      attempts: [attempt],
      replayKey: String,
      traceparent: String,
      expiresAt: Date,
    },
    { collection: 'deliveries', versionKey: false },
  );
  schema.index({ webhookId: 1, createdAt: -1, _id: -1 });
  schema.index({ webhookId: 1, status: 1, createdAt: -1, _id: -1 });
  // due deliveries, the oldest first; only pending deliveries have the field
  schema.index({ webhookId: 1, nextAttemptAt: 1, position: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<Delivery>('Delivery', schema);
}
