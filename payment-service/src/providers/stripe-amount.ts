import { conflict } from '@shop/common/errors';
import { decimalsOf, fromMinor, writtenAmount } from '@shop/protos/money';

/**
 * Currencies whose decimals at Stripe differ from ISO 4217: ISK and UGX have none and are sent as if they had two, MGA has two and is sent
 * as if it had none. Source: docs.stripe.com/currencies, "Zero-decimal currencies" and "Special cases".
 */
const STRIPE_DECIMALS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };
/** Of currencies with three decimals the last digit must be 0; same page, "Three-decimal currencies". */
const STEP_OF_THREE = 10;

const factorOf = (currency: string): number =>
  10 ** ((STRIPE_DECIMALS[currency] ?? decimalsOf(currency)) - decimalsOf(currency));

/** Stripe's smallest step in this currency, minor units. */
export const stripeStep = (currency: string): number =>
  decimalsOf(currency) === 3 ? STEP_OF_THREE : Math.max(1, 1 / factorOf(currency));

/** Minor units in Stripe's decimals. Throws 409 PROVIDER_REFUSED for an amount that is not a multiple of Stripe's smallest step. */
export function toStripe(minor: number, currency: string): number {
  const step = stripeStep(currency);
  if (minor % step !== 0)
    throw conflict(
      'PROVIDER_REFUSED',
      `The payment provider takes ${currency} only in steps of ${writtenAmount(step, currency)}, which ${fromMinor(minor, currency)} is not.`,
    );
  return Math.round(minor * factorOf(currency));
}

/** Converts Stripe's amount to minor units. */
export const fromStripe = (amount: number, currency: string): number => Math.round(amount / factorOf(currency));
