import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import Joi from 'joi';
import type { Card } from '../domain/card.js';
import { cardSchema } from './card.schema.js';

export interface AddMethodBody {
  paymentMethod: 'credit_card';
  cardDetails?: Card;
  /** The token that the provider gave the customer's browser for a card. */
  providerToken?: { provider: string; token: string };
}

export const addMethodSchema = Joi.object<AddMethodBody>({
  paymentMethod: Joi.string().valid('credit_card').required(),
  cardDetails: cardSchema,
  providerToken: Joi.object({
    provider: Joi.string().max(50).required(),
    token: Joi.string()
      // rules out a card number; the provider's adapter validates the token
      .pattern(/^[A-Za-z][\w-]{0,127}$/)
      .required()
      // the library's own message repeats the value
      .messages({ 'string.pattern.base': 'must be what the provider gave the browser for the card' }),
  }).description('Instead of cardDetails: a card that the browser has handed to this provider itself'),
})
  .xor('cardDetails', 'providerToken')
  .messages({
    'object.missing': 'is required, unless there is a providerToken',
    'object.xor': 'cannot be sent together with cardDetails',
  });

export const listMethodsSchema = Joi.object<PageQuery>(pageShape);

/** The response body, for the OpenAPI document. */
export const methodSchema = named(
  'PaymentMethod',
  Joi.object({
    id: Joi.string().required(),
    brand: Joi.string().required(),
    last4: Joi.string().required(),
    expiry: Joi.string().required(),
  }),
);
