import { Schema, type Connection, type Model } from 'mongoose';

/** One browser's log-in. */
export interface SessionDocument {
  _id: string;
  userId: string;
  /** The account's epoch at log-in; when the account has a later one, the session has ended. */
  epoch: number;
  expiresAt: Date;
}

/** The collection `sessions`; expired ones are removed by a TTL index. */
export function sessionModel(connection: Connection): Model<SessionDocument> {
  const schema = new Schema<SessionDocument>(
    {
      _id: { type: String, required: true },
      userId: { type: String, required: true },
      epoch: { type: Number, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'sessions', versionKey: false },
  );
  schema.index({ userId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<SessionDocument>('Session', schema);
}
