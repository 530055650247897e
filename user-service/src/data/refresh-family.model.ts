import type { GatewayCall } from '@shop/common/http/gateway-call';
import { Schema, type Connection, type Model } from 'mongoose';

/** One log-in and all its refresh tokens: a single document, so that each turn is one atomic change. */
export interface RefreshFamilyDocument {
  _id: string;
  userId: string;
  /** The account's epoch at log-in; when the account has a later one, the family has ended. */
  epoch: number;
  /** SHA-256 of the only token that is valid now. */
  current: string;
  /** The gateway's call that made it the current one, and the number of its attempt. */
  turnedBy?: GatewayCall;
  expiresAt: Date;
}

/** The collection `refresh_families`; expired ones are removed by a TTL index. */
export function refreshFamilyModel(connection: Connection): Model<RefreshFamilyDocument> {
  const schema = new Schema<RefreshFamilyDocument>(
    {
      _id: { type: String, required: true },
      userId: { type: String, required: true },
      epoch: { type: Number, required: true },
      current: { type: String, required: true },
      turnedBy: Schema.Types.Mixed,
      expiresAt: { type: Date, required: true },
    },
    { collection: 'refresh_families', versionKey: false },
  );
  schema.index({ userId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<RefreshFamilyDocument>('RefreshFamily', schema);
}
