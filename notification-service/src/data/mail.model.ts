import { Schema, type Connection, type Model } from 'mongoose';
import type { Mail } from '../domain/mail.js';

/** The collection `mails`; a TTL index deletes them after 30 days. */
export function mailModel(connection: Connection): Model<Mail> {
  const schema = new Schema<Mail>(
    {
      _id: String,
      userId: String,
      content: Schema.Types.Mixed,
      state: String,
      createdAt: Date,
      attempts: Number,
      dueAt: Date,
      leaseId: String,
      unanswered: Number,
      possibleDuplicate: Boolean,
      endedAt: Date,
      reason: String,
      traceparent: String,
      expiresAt: Date,
    },
    { collection: 'mails', versionKey: false },
  );
  schema.index({ createdAt: -1, _id: -1 });
  schema.index({ userId: 1, createdAt: -1 });
  schema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<Mail>('Mail', schema);
}
