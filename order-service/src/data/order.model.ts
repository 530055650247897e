import { intentIndex } from '@shop/common/mongo/intents';
import { publishedFields, unpublishedIndex } from '@shop/common/mongo/unpublished';
import { fieldsOf } from '@shop/protos/load';
import { Schema, type Connection, type Model } from 'mongoose';
import type { HistoryEntry, Order } from '../domain/order.js';

const part = { _id: false } as const;
const types = { text: String, number: Number, other: Schema.Types.Mixed };
/** A subdocument of an order with the fields of a contract's message. */
const fromContract = (message: string) =>
  new Schema(Object.fromEntries(fieldsOf(message).map(({ name, type }) => [name, types[type]])), part);
const line = fromContract('OrderLine');
const address = fromContract('Address');
const entry = new Schema<HistoryEntry>({ seq: Number, status: String, at: Date, reason: String, trace: String }, part);

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
      paidChange: Schema.Types.Mixed,
      paidChanges: { type: [new Schema({ id: String, differenceMinor: Number }, part)], default: undefined },
      shippingAt: Date,
      changeOf: String,
      less: { type: [line], default: undefined },
      startIntent: Schema.Types.Mixed,
      ...publishedFields,
      createdAt: Date,
      updatedAt: Date,
    },
    { collection: 'orders', versionKey: false },
  );
  schema.index({ userId: 1, createdAt: -1, _id: -1 });
  schema.index({ createdAt: -1, _id: -1 });
  schema.index({ status: 1, createdAt: -1, _id: -1 });
  schema.index(...intentIndex('startIntent'));
  schema.index(unpublishedIndex);
  return connection.model<Order>('Order', schema);
}
