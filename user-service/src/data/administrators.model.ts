import { Schema, type Connection, type Model } from 'mongoose';

/** The only document of its collection. */
export interface AdministratorsDocument {
  _id: string;
  ids: string[];
  leaving: { id: string; at: Date }[];
  revision: number;
}

/** The collection `administrators`, with one document. */
export function administratorsModel(connection: Connection): Model<AdministratorsDocument> {
  const leaving = new Schema(
    { id: { type: String, required: true }, at: { type: Date, required: true } },
    { _id: false },
  );
  const schema = new Schema<AdministratorsDocument>(
    {
      _id: { type: String, required: true },
      ids: { type: [String], required: true },
      leaving: { type: [leaving], required: true },
      revision: { type: Number, required: true },
    },
    { collection: 'administrators', versionKey: false },
  );
  return connection.model<AdministratorsDocument>('Administrators', schema);
}
