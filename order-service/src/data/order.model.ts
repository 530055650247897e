import { intentIndex } from '@shop/common/mongo/intents';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Address, HistoryEntry, Line, Order } from '../domain/order.js';

const part = { _id: false } as const;
const line = new Schema<Line>({ productId: String, name: String, quantity: Number, unitPriceMinor: Number }, part);
const address = new Schema<Address>({ street: String, city: String, zipCode: String }, part);
const entry = new Schema<HistoryEntry>({ seq: Number, status: String, at: Date, reason: String }, part);

/** The orders of this shop, tombstones among them. */
export function orderModel(connection: Connection): Model<Order> {
  const schema = new Schema<Order>(
    {
      _id: String,
      userId: String,
      status: String,
      lines: [line],
      totalMinor: Number,
      currency: String,
      shippingAddress: address,
      cancelReason: String,
      cancelling: Boolean,
      frozen: Boolean,
      stock: String,
      refusal: Schema.Types.Mixed,
      change: new Schema({ lines: [line], at: Date }, part),
      sale: { type: [new Schema({ productId: String, token: String }, part)], default: undefined },
      revision: Number,
      history: [entry],
      tombstone: Boolean,
      startIntent: Schema.Types.Mixed,
      createdAt: Date,
      updatedAt: Date,
    },
    { collection: 'orders', versionKey: false },
  );
  schema.index({ userId: 1, createdAt: -1, _id: -1 });
  schema.index({ createdAt: -1, _id: -1 });
  schema.index({ status: 1, createdAt: -1, _id: -1 });
  schema.index(...intentIndex('startIntent'));
  return connection.model<Order>('Order', schema);
}
