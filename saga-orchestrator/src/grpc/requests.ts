import { BODY_LIMIT } from '@shop/common/http/body';
import { exceedsJsonLimits, JSON_LIMITS } from '@shop/common/http/json-limits';
import { PAGE_LIMITS, pageShape } from '@shop/common/http/paging';
import { idSchema, valid } from '@shop/common/validation/validate';
import { CANCEL_REQUESTS } from '@shop/protos/contract';
import type { ListSagasRequest__Output } from '@shop/protos/generated/shop/v1/ListSagasRequest';
import Joi from 'joi';
import { codeSchema } from '../code.js';
import { nameSchema, notTaken } from '../http/name.js';
import { reasonSchema } from '../reason.js';

const id = idSchema.required();
const optionalId = idSchema.allow('');
const whole = Joi.number().integer().min(0);

/** Parses JSON text; with the same limits as a REST body, before anything traverses it recursively. */
const jsonSchema = Joi.string()
  .max(BODY_LIMIT)
  .required()
  .custom((text: string, helpers) => {
    if (exceedsJsonLimits(Buffer.from(text)))
      return helpers.message({
        custom: `{#label} must have at most ${JSON_LIMITS.values} values and ${JSON_LIMITS.depth} levels`,
      });
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return helpers.message({ custom: '{#label} must be JSON' });
    }
  });
const waiting = { until: Joi.string().valid('ACCEPTED', 'STARTED', 'RESTED').required(), waitMs: whole };
const start = Joi.object({
  sagaId: notTaken(id),
  // checked against the definition's own schema
  placeOrder: Joi.object(),
  typed: Joi.object({ type: nameSchema.required(), json: jsonSchema }),
  input: Joi.string(),
  ...waiting,
}).xor('placeOrder', 'typed');
const signal = Joi.object({
  sagaId: id,
  paymentSubmitted: Joi.object(),
  typed: Joi.object({ name: nameSchema.required(), json: jsonSchema }),
  signal: Joi.string(),
  signalId: optionalId,
  ...waiting,
}).xor('paymentSubmitted', 'typed');
const cancel = Joi.object({
  orderId: id,
  sagaId: Joi.valid(''),
  by: id,
  reason: Joi.string()
    .valid(...CANCEL_REQUESTS)
    .required(),
});
const cancelSaga = Joi.object({ orderId: Joi.valid(''), sagaId: id, by: id, reason: codeSchema.required() });
const operate = Joi.object({ sagaId: id, by: id, reason: reasonSchema });
const find = Joi.object({ sagaId: id });
const list = Joi.object({
  state: Joi.string()
    .pattern(/^[A-Z_]{0,20}$/)
    .allow(''),
  type: nameSchema.allow(''),
  orderId: optionalId,
  userId: optionalId,
  correlationId: optionalId,
  limit: whole.max(PAGE_LIMITS.most),
  cursor: pageShape.cursor.allow(''),
});
const watch = Joi.object({ sagaId: id, afterRevision: whole });

/** Each returns the request after checking it. Throws 422 VALIDATION_FAILED naming every wrong field. */
export const checked = {
  start: <R>(request: R): R => valid<R>(start as never, request),
  signal: <R>(request: R): R => valid<R>(signal as never, request),
  cancel: <R extends { sagaId: string }>(request: R): R =>
    valid<R>((request.sagaId ? cancelSaga : cancel) as never, request),
  operate: <R>(request: R): R => valid<R>(operate as never, request),
  find: <R>(request: R): R => valid<R>(find as never, request),
  list: (request: ListSagasRequest__Output): ListSagasRequest__Output => valid(list as never, request),
  watch: <R>(request: R): R => valid<R>(watch as never, request),
};
