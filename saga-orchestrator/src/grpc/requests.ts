import { pageShape } from '@shop/common/http/paging';
import { textSchema } from '@shop/common/validation/text-schema';
import { idSchema, valid } from '@shop/common/validation/validate';
import { CANCEL_REQUESTS } from '@shop/protos/contract';
import type { ListSagasRequest__Output } from '@shop/protos/generated/shop/v1/ListSagasRequest';
import { currencySchema, minorSchema } from '@shop/protos/schemas';
import Joi from 'joi';

const id = idSchema.required();
const optionalId = idSchema.allow('');
const whole = Joi.number().integer().min(0);

const waiting = { until: Joi.string().valid('ACCEPTED', 'STARTED', 'RESTED').required(), waitMs: whole };
/** Only order-service can judge it, and has: an order that it accepted is not refused here, whichever release it began in. */
const ofOrderService = Joi.required();
const start = Joi.object({
  sagaId: id,
  placeOrder: Joi.object({
    userId: id,
    lines: ofOrderService,
    shippingAddress: Joi.object().required(),
    paymentMethodId: optionalId,
  }).required(),
  input: Joi.string(),
  ...waiting,
});
const signal = Joi.object({
  sagaId: id,
  paymentSubmitted: Joi.object({
    paymentMethodId: id,
    amountMinor: minorSchema.min(1).required(),
    currency: currencySchema.required(),
  }).required(),
  signal: Joi.string(),
  signalId: optionalId,
  ...waiting,
});
const cancel = Joi.object({
  orderId: id,
  by: id,
  reason: Joi.string()
    .valid(...CANCEL_REQUESTS)
    .required(),
});
const operate = Joi.object({
  sagaId: id,
  by: id,
  reason: textSchema({ min: 1, max: 500, visible: true }).required(),
});
const find = Joi.object({ sagaId: id });
const list = Joi.object({
  state: Joi.string()
    .pattern(/^[A-Z_]{0,20}$/)
    .allow(''),
  type: Joi.string()
    .pattern(/^[a-z-]{0,50}$/)
    .allow(''),
  orderId: optionalId,
  userId: optionalId,
  limit: whole.max(100),
  cursor: pageShape.cursor.allow(''),
});
const watch = Joi.object({ sagaId: id, afterRevision: whole });

/** Each gives back a request that it has checked. Throws 422 VALIDATION_FAILED naming every wrong field. */
export const checked = {
  start: <R>(request: R): R => valid<R>(start as never, request),
  signal: <R>(request: R): R => valid<R>(signal as never, request),
  cancel: <R>(request: R): R => valid<R>(cancel as never, request),
  operate: <R>(request: R): R => valid<R>(operate as never, request),
  find: <R>(request: R): R => valid<R>(find as never, request),
  list: (request: ListSagasRequest__Output): ListSagasRequest__Output => valid(list as never, request),
  watch: <R>(request: R): R => valid<R>(watch as never, request),
};
