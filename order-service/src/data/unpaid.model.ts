import { Schema, type Connection, type Model } from 'mongoose';
import type { Pieces, UnpaidOrder, UnpaidOrders } from '../domain/unpaid.js';

const part = { _id: false } as const;
const pieces = new Schema<Pieces>({ productId: String, quantity: Number }, part);
const change = new Schema<UnpaidOrder['changes'][number]>({ id: String, lines: [pieces], at: Date }, part);
const order = new Schema<UnpaidOrder>({ orderId: String, lines: [pieces], at: Date, changes: [change] }, part);

/** One document a customer: see docs/decisions/0022-limits-are-one-document.md. */
export function unpaidModel(connection: Connection): Model<UnpaidOrders> {
  const schema = new Schema<UnpaidOrders>(
    { _id: String, revision: Number, orders: [order], pieces: Schema.Types.Mixed },
    { collection: 'unpaid_orders', versionKey: false, minimize: false },
  );
  return connection.model<UnpaidOrders>('UnpaidOrders', schema);
}
