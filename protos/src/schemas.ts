import Joi from 'joi';
import { ORDER_LIMITS } from './contract.js';
import { CURRENCY, decimalsOf, fromMinor, isMoney } from './money.js';

/** An amount of money above zero and up to `maxMinor` (minor units), with at most the decimals of its currency. */
export const amountSchema = (maxMinor: number, currency: string = CURRENCY): Joi.NumberSchema =>
  Joi.number()
    .min(fromMinor(1, currency))
    .max(fromMinor(maxMinor, currency))
    .custom((value: number, helpers) =>
      isMoney(value, currency)
        ? value
        : helpers.message({ custom: `{#label} must have at most ${decimalsOf(currency)} decimals` }),
    );

/** An amount between processes: minor units. */
export const minorSchema = Joi.number().integer().min(0);

/** A currency between processes: its ISO 4217 code. */
export const currencySchema = Joi.string().length(3);

/** Pieces of one product in one order. */
export const quantitySchema = Joi.number().integer().min(1).max(ORDER_LIMITS.quantity);

/** What may be shown of a card. */
export const shownCardSchema = Joi.object({ brand: Joi.string().required(), last4: Joi.string().required() });
