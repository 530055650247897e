import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { idSchema } from '@shop/common/http/server';
import { keptTextSchema } from '@shop/common/validation/kept-text';
import { OPERATOR_LIMITS, UNKNOWN_CHARGE_STATES, type UnknownChargeState } from '@shop/protos/contract';
import Joi from 'joi';

export interface ListQuery extends PageQuery {
  state?: UnknownChargeState;
  orderId?: string;
}

const reason = keptTextSchema({ min: 1, max: OPERATOR_LIMITS.reason, visible: true }).required();

export interface ReturnBody {
  reason: string;
}
export const returnSchema = Joi.object<ReturnBody>({ reason });

export interface MatchBody {
  orderId: string;
  reason: string;
}
export const matchSchema = Joi.object<MatchBody>({ orderId: idSchema.required(), reason });

const state = Joi.string().valid(...UNKNOWN_CHARGE_STATES);

export const listSchema = Joi.object<ListQuery>({
  ...pageShape,
  state: state.description(
    'OPEN: to be seen to. RETURNING, MATCHING: decided, and under way. RETURNED: nothing of it is held or kept. MATCHED: it has its payment. GONE: its payment was there again, or its money was not, before anybody decided',
  ),
  orderId: idSchema.description('Only charges that were made for this order or a change of it'),
});

/** The response body, for the OpenAPI document. */
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
    problem: Joi.string().description('Why the last decision could not be carried out; it is OPEN again'),
    decisions: Joi.array()
      .items(
        Joi.object({
          action: Joi.string().valid('return', 'match').required(),
          orderId: Joi.string(),
          reason: Joi.string().required(),
          by: Joi.string().required(),
          at: Joi.string().required(),
        }),
      )
      .required(),
    madeAt: Joi.string().required(),
    foundAt: Joi.string().required(),
  }),
);
