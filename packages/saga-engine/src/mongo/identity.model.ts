import { Schema, type Connection, type Model } from 'mongoose';

/** The one document with this database's id, which lasts as long as the database. */
export interface IdentityDocument {
  _id: string;
  identity: string;
}

/** The collection of a saga database's id. */
export const identityModel = (connection: Connection): Model<IdentityDocument> =>
  connection.model<IdentityDocument>(
    'DatabaseIdentity',
    new Schema<IdentityDocument>(
      { _id: String, identity: { type: String } },
      { collection: 'database-identity', versionKey: false },
    ),
  );
