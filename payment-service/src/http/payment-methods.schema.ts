import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import Joi from 'joi';
import type { Card } from '../domain/card.js';
import { cardSchema } from './card.schema.js';

export interface AddMethodBody {
  paymentMethod: 'credit_card';
  cardDetails: Card;
}

export const addMethodSchema = Joi.object<AddMethodBody>({
  paymentMethod: Joi.string().valid('credit_card').required(),
  cardDetails: cardSchema.required(),
});

export const listMethodsSchema = Joi.object<PageQuery>(pageShape);

/** What is answered, for the OpenAPI document. */
export const methodSchema = named(
  'PaymentMethod',
  Joi.object({
    id: Joi.string().required(),
    brand: Joi.string().required(),
    last4: Joi.string().required(),
    expiry: Joi.string().required(),
  }),
);
