import { amountSchema, nextActionSchema, shownCardSchema } from '@shop/protos/schemas';
import { idSchema } from '@shop/common/http/server';
import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { DISPUTE_STATUSES, OPERATOR_LIMITS, ORDER_LIMITS, PAYMENT_STATUSES } from '@shop/protos/contract';
import { keptTextSchema } from '@shop/common/validation/kept-text';
import Joi from 'joi';
import type { Card } from '../domain/card.js';
import { cardSchema } from './card.schema.js';
import { LINES } from '../domain/ledger.js';

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

export interface RefundByHandBody {
  amount?: number;
  reason: string;
}
export const refundByHandSchema = Joi.object<RefundByHandBody>({
  amount,
  reason: keptTextSchema({ min: 1, max: OPERATOR_LIMITS.reason, visible: true }).required(),
});

export interface ListQuery extends PageQuery {
  orderId?: string;
  refundFailed?: 'true';
}
export const listSchema = Joi.object<ListQuery>({
  ...pageShape,
  orderId: idSchema,
  refundFailed: Joi.string()
    .valid('true')
    .description('Only payments with a refund that failed and was not given back since'),
});

/** The response body, for the OpenAPI document. */
export const paymentSchema = named(
  'Payment',
  Joi.object({
    id: Joi.string().required(),
    orderId: Joi.string().required(),
    changeId: Joi.string().description(
      'The change of the order that it pays. Left out of what the order cost when it was placed',
    ),
    userId: Joi.string().required(),
    status: Joi.string()
      .valid(...PAYMENT_STATUSES)
      .required(),
    amount: Joi.number().required(),
    refundedAmount: Joi.number().required(),
    failedRefundAmount: Joi.number().description(
      'What was to be given back and was not, because its refund failed: an administrator sees to it. Left out when there is none',
    ),
    currency: Joi.string().required(),
    card: shownCardSchema.required(),
    nextAction: nextActionSchema,
    declineCode: Joi.string(),
    history: Joi.array()
      .items(
        Joi.object({
          type: Joi.string()
            .valid(...LINES)
            .required(),
          amount: Joi.number().required(),
          at: Joi.string().required(),
        }),
      )
      .required(),
    refunds: Joi.array()
      .items(
        Joi.object({
          amount: Joi.number().required(),
          status: Joi.string().valid('PENDING', 'DONE', 'FAILED').required(),
          at: Joi.string().required(),
        }),
      )
      .description(
        'Refunds that were asked for here; PENDING until the provider says that the money is given back, FAILED also when it says later that it was not',
      )
      .required(),
    disputes: Joi.array()
      .items(
        Joi.object({
          id: Joi.string().required(),
          status: Joi.string()
            .valid(...DISPUTE_STATUSES)
            .required(),
          amount: Joi.number().required(),
          currency: Joi.string().required(),
          openedAt: Joi.string().required(),
        }),
      )
      .description(
        'Disputes of the charge by its cardholder, as the provider tells of them; the bank has withdrawn what is OPEN or LOST. Left out when there are none',
      ),
    createdAt: Joi.string().required(),
    updatedAt: Joi.string().required(),
  }),
);

/** The schema of one page of such items. */
export const pageOf = (item: Joi.Schema): Joi.Schema =>
  Joi.object({ items: Joi.array().items(item).required(), nextCursor: Joi.string().allow(null).required() });
