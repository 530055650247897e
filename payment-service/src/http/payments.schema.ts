import { amountSchema } from '@shop/protos/amount-schema';
import { idSchema } from '@shop/common/http/server';
import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { ORDER_LIMITS, PAYMENT_STATUSES } from '@shop/protos/contract';
import Joi from 'joi';
import { CARD_NUMBER, CVV, EXPIRY, type Card } from '../domain/card.js';

// the library's own messages repeat the value, and these must never be repeated
const secretText = (pattern: RegExp, what: string) =>
  Joi.string()
    .pattern(pattern)
    .required()
    .messages({ 'any.required': 'is required', '*': `must be text: ${what}` });

/** A card as it is typed in. */
export const cardSchema = Joi.object<Card>({
  number: secretText(CARD_NUMBER, '12 to 19 digits'),
  expiry: secretText(EXPIRY, 'MM/YY'),
  cvv: secretText(CVV, '3 or 4 digits'),
});

const amount = amountSchema(ORDER_LIMITS.totalMinor);

export interface SubmitBody {
  orderId: string;
  amount?: number;
  paymentMethod?: 'credit_card';
  cardDetails?: Card;
  paymentMethodId?: string;
}

/** Either a card with the amount, or a stored payment method. */
export const submitSchema = Joi.object<SubmitBody>({
  orderId: idSchema.required(),
  amount,
  paymentMethod: Joi.string().valid('credit_card'),
  cardDetails: cardSchema,
  paymentMethodId: idSchema,
})
  .xor('cardDetails', 'paymentMethodId')
  .with('cardDetails', ['amount', 'paymentMethod'])
  .without('paymentMethodId', 'paymentMethod');

export const refundSchema = Joi.object<{ amount?: number }>({ amount });

export interface ListQuery extends PageQuery {
  orderId?: string;
}
export const listSchema = Joi.object<ListQuery>({ ...pageShape, orderId: idSchema });

/** What is answered, for the OpenAPI document. */
export const paymentSchema = named(
  'Payment',
  Joi.object({
    id: Joi.string().required(),
    orderId: Joi.string().required(),
    userId: Joi.string().required(),
    status: Joi.string()
      .valid(...PAYMENT_STATUSES)
      .required(),
    amount: Joi.number().required(),
    refundedAmount: Joi.number().required(),
    currency: Joi.string().required(),
    card: Joi.object({ brand: Joi.string().required(), last4: Joi.string().required() }).required(),
    declineCode: Joi.string(),
    history: Joi.array()
      .items(
        Joi.object({
          type: Joi.string().valid('authorized', 'captured', 'voided', 'refunded').required(),
          amount: Joi.number().required(),
          at: Joi.string().required(),
        }),
      )
      .required(),
    createdAt: Joi.string().required(),
    updatedAt: Joi.string().required(),
  }),
);

export const pageOf = (item: Joi.Schema): Joi.Schema =>
  Joi.object({ items: Joi.array().items(item).required(), nextCursor: Joi.string().allow(null).required() });
