import { intentIndex } from '@shop/common/mongo/intents';
import type { Intent } from '@shop/common/relay';
import { Schema, type Connection, type Model } from 'mongoose';
import type { CardFace } from '../domain/card.js';
import { providerOfToken } from '../domain/provider-of-token.js';

/** A card that a customer may pay with: the provider's token and what may be shown of the card. Never a number, never a cvv. */
export interface PaymentMethod extends CardFace {
  readonly _id: string;
  readonly userId: string;
  /** Name of the provider that has the card; the token is valid only there. Not written by earlier releases. */
  readonly provider?: string;
  readonly token: string;
  /** Entered for one payment: not in the customer's list, and deleted after a day. */
  readonly singleUse: boolean;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  /**
   * Set when the customer removes the card, until the provider has detached it. The owner's id is then stored only here, not in `userId`
   * above, so that no release's query for a customer's methods finds the card.
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
