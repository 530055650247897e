import { idSchema } from '@shop/common/http/server';
import { textSchema } from '@shop/common/validation/text-schema';
import { valid } from '@shop/common/validation/validate';
import { AUDITED_AT_ONCE, CANCEL_REASONS, type CancelReason } from '@shop/protos/contract';
import { minorSchema, quantitySchema } from '@shop/protos/schemas';
import Joi from 'joi';
import { LIMITS } from '../domain/limits.js';
import type { Address, Line } from '../domain/order.js';
import type { WantedChange } from '../domain/paid-change.js';

const id = idSchema.required();
const text = textSchema({ min: 1, max: LIMITS.text });
/**
 * Accepts any text in each field, and missing fields: an accepted order is not refused for its address. In gRPC a field that was not given
 * is ''; it is left out again, so that the API shows the address as it was given.
 */
const addressSchema = Joi.object()
  .pattern(Joi.string(), text.allow(''))
  .custom((given: object) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')));

const ofOrder = Joi.object<{ orderId: string }>({ orderId: id });
const cancel = Joi.object<{ orderId: string; reason: CancelReason }>({
  orderId: id,
  reason: Joi.string()
    .valid(...CANCEL_REASONS)
    .required(),
});
const lines = Joi.array()
  .items({
    productId: id,
    quantity: quantitySchema.required(),
    unitPriceMinor: minorSchema.max(LIMITS.priceMinor),
    name: text.allow(''),
  })
  .min(1)
  .max(LIMITS.lines)
  .required();
const create = Joi.object<{
  orderId: string;
  userId: string;
  lines: Line[];
  shippingAddress: Address;
  paidAtOnce: boolean;
}>({
  orderId: id,
  userId: id,
  lines,
  // as it was stored with the saga: the REST schema requires the fields of an address, and a saga that began before a field was required
  // has it empty
  shippingAddress: addressSchema.required(),
  paidAtOnce: Joi.boolean(),
});
const ofChange = { changeId: id, orderId: id };
const change = Joi.object<{ changeId: string; orderId: string }>(ofChange);
const holdChange = Joi.object<WantedChange>({
  ...ofChange,
  revision: minorSchema.required(),
  lines,
  totalMinor: minorSchema.max(LIMITS.totalMinor).required(),
});
const withdrawChange = Joi.object<{ changeId: string; orderId: string; reason: string }>({
  ...ofChange,
  reason: text.required(),
});
const find = Joi.object<{ orderId: string; userId: string }>({ orderId: id, userId: idSchema.allow('') });
const pay = Joi.object<{ orderId: string; userId: string; amountMinor: number }>({
  orderId: id,
  userId: id,
  amountMinor: minorSchema,
});
const watch = Joi.object<{ orderId: string; afterSeq: number }>({
  orderId: id,
  afterSeq: Joi.number().integer().min(0),
});
const audit = Joi.object<{ orderIds: string[]; inParts: boolean; after: string }>({
  orderIds: Joi.array().items(idSchema).max(AUDITED_AT_ONCE).required(),
  inParts: Joi.boolean().required(),
  after: idSchema.allow('').required(),
});

/** Each validates a request and returns it typed. Throws 422 VALIDATION_FAILED naming every wrong field. */
export const checked = {
  ofChange: (request: unknown) => valid(change, request),
  holdChange: (request: unknown) => valid(holdChange, request),
  withdrawChange: (request: unknown) => valid(withdrawChange, request),
  ofOrder: (request: unknown) => valid(ofOrder, request),
  audit: (request: unknown) => valid(audit, request),
  cancel: (request: unknown) => valid(cancel, request),
  create: (request: unknown) => valid(create, request),
  find: (request: unknown) => valid(find, request),
  pay: (request: unknown) => valid(pay, request),
  watch: (request: unknown) => valid(watch, request),
};
