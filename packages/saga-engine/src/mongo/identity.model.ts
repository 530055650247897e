import { Schema, type Connection, type Model } from 'mongoose';

/** The one document that names this database, for as long as there is one. */
export interface IdentityDocument {
  _id: string;
  identity: string;
}

/** Where a database of sagas keeps its name. */
export const identityModel = (connection: Connection): Model<IdentityDocument> =>
  connection.model<IdentityDocument>(
    'DatabaseIdentity',
    new Schema<IdentityDocument>(
      { _id: String, identity: { type: String } },
      { collection: 'database-identity', versionKey: false },
    ),
  );
