import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { idSchema } from '@shop/common/http/server';
import { DISPUTE_STATUSES, type DisputeStatus } from '@shop/protos/contract';
import Joi from 'joi';

export interface ListQuery extends PageQuery {
  status?: DisputeStatus;
  orderId?: string;
}

const status = Joi.string().valid(...DISPUTE_STATUSES);

export const listSchema = Joi.object<ListQuery>({
  ...pageShape,
  status: status.description(
    'INQUIRY: the bank asks, and has taken nothing; a refund ends it. OPEN: the bank has taken the money back, and decides. WON: the money is the shop’s. LOST: it is the cardholder’s',
  ),
  orderId: idSchema.description('Only disputes of this order’s payment and of those of its changes'),
});

/** The response body, for the OpenAPI document. */
export const disputeSchema = named(
  'Dispute',
  Joi.object({
    id: Joi.string().required(),
    provider: Joi.string().required(),
    providerRef: Joi.string().required().description('The provider’s id of the dispute'),
    paymentId: Joi.string().required(),
    orderId: Joi.string().description('Left out where there is no such payment'),
    status: status.required(),
    amount: Joi.number().required().description('What is disputed: mostly all of the payment'),
    currency: Joi.string().required(),
    reason: Joi.string().required().description('What the cardholder gives, in the provider’s words'),
    evidenceDueAt: Joi.string().description('Until when evidence can be sent, in the provider’s pages'),
    openedAt: Joi.string().required(),
    updatedAt: Joi.string().required(),
  }),
);
