import { Schema, type Connection, type Model } from 'mongoose';

/** One signing key. */
export interface SigningKeyDocument {
  /** The key id, `kid`. */
  _id: string;
  generation: number;
  activeFrom: Date;
  /** SubjectPublicKeyInfo, PEM. */
  publicKey: string;
  /** PKCS #8 PEM, encrypted by `seal` with JWT_KEY_SECRET. */
  sealedPrivateKey: string;
}

/** The collection `signing_keys`; of several replicas that create a key at the same time, only one gets the next number. */
export function signingKeyModel(connection: Connection): Model<SigningKeyDocument> {
  const schema = new Schema<SigningKeyDocument>(
    {
      _id: { type: String, required: true },
      generation: { type: Number, required: true },
      activeFrom: { type: Date, required: true },
      publicKey: { type: String, required: true },
      sealedPrivateKey: { type: String, required: true },
    },
    { collection: 'signing_keys', versionKey: false },
  );
  schema.index({ generation: 1 }, { unique: true });
  return connection.model<SigningKeyDocument>('SigningKey', schema);
}
