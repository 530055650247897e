import Joi from 'joi';
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
