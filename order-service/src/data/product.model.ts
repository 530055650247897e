import { Schema, type Connection, type Model } from 'mongoose';
import type { Hold } from '../domain/holds.js';

/** A product and its stock. available + reserved + sold = stocked in every state that can be read. */
export interface Product {
  _id: string;
  name: string;
  priceMinor: number;
  currency: string;
  available: number;
  /** The sum of the holds. */
  reserved: number;
  sold: number;
  stocked: number;
  holds: Hold[];
  /** Cancelled orders whose pieces were restocked, kept until they are RESTOCKED and for an hour: each is restocked once. */
  returns: { orderId: string; at: Date }[];
  /** The last keyed restocks: each happens once, even if its answer was lost. */
  restocks: string[];
  /** The keyed call that made it. */
  madeBy?: string;
}

const part = { _id: false } as const;

/** The catalogue, one document a product: see docs/decisions/0002-one-product-document.md. */
export function productModel(connection: Connection): Model<Product> {
  const schema = new Schema<Product>(
    {
      _id: String,
      name: String,
      priceMinor: Number,
      currency: String,
      available: Number,
      reserved: Number,
      sold: Number,
      stocked: Number,
      holds: [new Schema({ orderId: String, quantity: Number, token: String, stamp: Number, at: Date }, part)],
      returns: [new Schema({ orderId: String, at: Date }, part)],
      restocks: [String],
      madeBy: String,
    },
    { collection: 'products', versionKey: false },
  );
  schema.index({ 'holds.orderId': 1 });
  schema.index({ 'returns.at': 1 });
  return connection.model<Product>('Product', schema);
}
