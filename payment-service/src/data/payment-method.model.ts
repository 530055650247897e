import { intentIndex } from '@shop/common/mongo/intents';
import type { Intent } from '@shop/common/relay';
import { Schema, type Connection, type Model } from 'mongoose';
import type { CardFace } from '../domain/card.js';
import { providerOfToken } from '../domain/provider-of-token.js';

/** A card that a customer may pay with: the provider's token of it and what may be shown. Never a number, never a cvv. */
export interface PaymentMethod extends CardFace {
  readonly _id: string;
  readonly userId: string;
  /** Where the card is: only there the token means something. Not written by earlier releases. */
  readonly provider?: string;
  readonly token: string;
  /** Typed in for one payment: not in the customer's list, and gone after a day. */
  readonly singleUse: boolean;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  /**
   * There once its customer has removed it, until its provider has let go of it. The owner is here alone then, without the `userId` above: nothing
   * that asks for a customer's methods finds it, in no release.
   */
  readonly detachIntent?: Intent & { readonly userId: string };
}

/** Name of the provider that has the card. */
export const providerOfMethod = ({ provider, token }: Pick<PaymentMethod, 'provider' | 'token'>): string =>
  provider ?? providerOfToken(token);

export type PaymentMethodModel = Model<PaymentMethod>;

/** The collection of payment methods, with an index for each of its queries. */
export function paymentMethodModel(connection: Connection): PaymentMethodModel {
  const schema = new Schema<PaymentMethod>(
    {
      _id: String,
      userId: String,
      provider: String,
      token: String,
      brand: String,
      last4: String,
      expiry: String,
      singleUse: Boolean,
      createdAt: Date,
      expiresAt: Date,
      detachIntent: Schema.Types.Mixed,
    },
    { collection: 'payment_methods', versionKey: false },
  );
  schema.index({ userId: 1, singleUse: 1, createdAt: -1, _id: -1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  schema.index(...intentIndex('detachIntent'));
  return connection.model<PaymentMethod>('PaymentMethod', schema);
}
