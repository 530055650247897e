import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { idSchema } from '@shop/common/http/server';
import Joi from 'joi';
import { UNKNOWN_CHARGE_STATES, type UnknownChargeState } from '../domain/unknown-charge.js';

export interface ListQuery extends PageQuery {
  state?: UnknownChargeState;
  orderId?: string;
}

const state = Joi.string().valid(...UNKNOWN_CHARGE_STATES);

export const listSchema = Joi.object<ListQuery>({
  ...pageShape,
  state: state.description('OPEN: nothing has been done about it'),
  orderId: idSchema.description('Only charges that were made for this order'),
});

/** What is answered, for the OpenAPI document. */
export const unknownChargeSchema = named(
  'UnknownCharge',
  Joi.object({
    id: Joi.string().required(),
    provider: Joi.string().required(),
    providerRef: Joi.string().required().description('The provider’s id of the charge'),
    paymentId: Joi.string()
      .required()
      .description('The payment that the provider says it is for, and that is not here'),
    state: state.required(),
    amount: Joi.number().required().description('What the charge holds or keeps'),
    captured: Joi.boolean().required().description('False while the amount is only set aside'),
    refundedAmount: Joi.number().required(),
    currency: Joi.string().required(),
    madeAt: Joi.string().required(),
    foundAt: Joi.string().required(),
  }),
);
