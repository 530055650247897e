import Joi from 'joi';
import { ORDER_LIMITS } from './contract.js';
import { isCurrency } from './money.js';

/**
 * A decimal amount above zero whose currency is not known yet: at most `maxMinor` of a currency without decimals. Once the currency is
 * known, `wrongAmount` checks the rest.
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

/** The details of a card that may be shown. */
export const shownCardSchema = Joi.object({
  brand: Joi.string().required(),
  last4: Joi.string()
    .allow('')
    .required()
    .description('Empty where the shop does not know the card: a charge that an administrator matched'),
});

/** The action that a customer must take before a payment continues: confirm it at this address. */
export const nextActionSchema = Joi.object({
  type: Joi.string().valid('redirect').required(),
  url: Joi.string().uri().required(),
});
