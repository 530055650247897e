import { Schema, type Connection, type Model } from 'mongoose';
import type { CardFace } from '../domain/card.js';

/** A card that a customer may pay with: the provider's token of it and what may be shown. Never a number, never a cvv. */
export interface PaymentMethod extends CardFace {
  readonly _id: string;
  readonly userId: string;
  readonly token: string;
  /** Typed in for one payment: not in the customer's list, and gone after a day. */
  readonly singleUse: boolean;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
}
export type PaymentMethodModel = Model<PaymentMethod>;

export function paymentMethodModel(connection: Connection): PaymentMethodModel {
  const schema = new Schema<PaymentMethod>(
    {
      _id: String,
      userId: String,
      token: String,
      brand: String,
      last4: String,
      expiry: String,
      singleUse: Boolean,
      createdAt: Date,
      expiresAt: Date,
    },
    { collection: 'payment_methods', versionKey: false },
  );
  schema.index({ userId: 1, singleUse: 1, createdAt: -1, _id: -1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<PaymentMethod>('PaymentMethod', schema);
}
