import { ROLES, type Role } from '@shop/common/auth/callers';
import { LANGUAGES, type Language } from '@shop/protos/contract';
import { Schema, type Connection, type Model } from 'mongoose';
import type { KnownAddress } from '../domain/known-addresses.js';

/** An account as it is stored. */
export interface UserDocument {
  _id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  passwordHash: string;
  epoch: number;
  createdAt: Date;
  revision?: number;
  /** When it was disabled, while it is. */
  disabledAt?: Date;
  knownAddresses?: KnownAddress[];
  language?: Language;
}

/** The collection `users`: one account per address; the list is sorted by time of registration. */
export function userModel(connection: Connection): Model<UserDocument> {
  const knownAddress = new Schema(
    { hash: { type: String, required: true }, at: { type: Date, required: true } },
    { _id: false },
  );
  const schema = new Schema<UserDocument>(
    {
      _id: { type: String, required: true },
      email: { type: String, required: true },
      name: { type: String, required: true },
      role: { type: String, required: true, enum: ROLES },
      disabled: { type: Boolean, required: true },
      passwordHash: { type: String, required: true },
      epoch: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      revision: { type: Number },
      disabledAt: { type: Date },
      knownAddresses: { type: [knownAddress], default: undefined },
      language: { type: String, enum: LANGUAGES },
    },
    { collection: 'users', versionKey: false },
  );
  schema.index({ email: 1 }, { unique: true });
  schema.index({ createdAt: -1, _id: -1 });
  schema.index({ disabledAt: -1 }, { sparse: true });
  schema.index({ role: 1 }, { partialFilterExpression: { role: 'admin' } });
  return connection.model<UserDocument>('User', schema);
}
