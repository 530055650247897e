import { intentIndex } from '@shop/common/mongo/intents';
import { Schema, type Connection, type Model } from 'mongoose';
import type { PasswordReset } from '../domain/password-reset.js';

/** The collection `password_resets`; a TTL index removes those whose hour is over. */
export function passwordResetModel(connection: Connection): Model<PasswordReset> {
  const schema = new Schema<PasswordReset>(
    {
      _id: { type: String, required: true },
      email: { type: String },
      userId: { type: String },
      epoch: { type: Number },
      at: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      mailIntent: Schema.Types.Mixed,
    },
    { collection: 'password_resets', versionKey: false },
  );
  schema.index(...intentIndex('mailIntent'));
  schema.index({ userId: 1 }, { sparse: true });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<PasswordReset>('PasswordReset', schema);
}
