import { Schema, type Connection, type Model } from 'mongoose';
import type { Attempts } from '../domain/attempts.js';

export type AttemptsModel = Model<Attempts>;

/** One document a customer, gone an hour after the last attempt: see docs/decisions/0022-limits-are-one-document.md. */
export function attemptsModel(connection: Connection): AttemptsModel {
  const attempt = new Schema({ id: String, at: Date, declined: Boolean }, { _id: false });
  const schema = new Schema<Attempts>(
    { _id: String, revision: Number, attempts: [attempt], expiresAt: Date },
    { collection: 'payment_attempts', versionKey: false },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<Attempts>('PaymentAttempts', schema);
}
