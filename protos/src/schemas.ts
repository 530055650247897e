import Joi from 'joi';
import { ORDER_LIMITS } from './contract.js';
import { isCurrency } from './money.js';

/**
 * A decimal amount above zero whose currency is not known yet: at most `maxMinor` of one without decimals. Where the currency is
 * known, `wrongAmount` says what else is wrong.
 */
export const amountSchema = (maxMinor: number): Joi.NumberSchema => Joi.number().positive().max(maxMinor);

/** An amount between processes: minor units. */
export const minorSchema = Joi.number().integer().min(0);

/** A currency by the code of ISO 4217. */
export const knownCurrencySchema = Joi.string().custom((code: string, helpers) =>
  isCurrency(code)
    ? code
    : helpers.message({ custom: '{#label} must be the ISO 4217 code of a currency, as KRW or USD' }),
);

/** A currency between processes: its ISO 4217 code. */
export const currencySchema = Joi.string().length(3);

/** Pieces of one product in one order. */
export const quantitySchema = Joi.number().integer().min(1).max(ORDER_LIMITS.quantity);

/** What may be shown of a card. */
export const shownCardSchema = Joi.object({
  brand: Joi.string().required(),
  last4: Joi.string()
    .allow('')
    .required()
    .description('Empty where the shop does not know the card: a charge that an administrator matched'),
});

/** What a customer has to do before a payment goes on: confirm it at this address. */
export const nextActionSchema = Joi.object({
  type: Joi.string().valid('redirect').required(),
  url: Joi.string().uri().required(),
});
