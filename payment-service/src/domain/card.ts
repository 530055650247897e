import type { FieldError } from '@shop/common/errors';
import { passesLuhn } from '@shop/common/logging/card-numbers';
import { TEST_CARDS } from './test-cards.js';

/** A card as a customer types it in. Lives only as long as the call that hands it to the provider. */
export interface Card {
  /** 12 to 19 digits. */
  readonly number: string;
  /** MM/YY. */
  readonly expiry: string;
  /** 3 or 4 digits. */
  readonly cvv: string;
}

/** What may be known of a card for ever. */
export interface CardFace {
  readonly brand: string;
  readonly last4: string;
  /** MM/YY. */
  readonly expiry: string;
}

export const CARD_NUMBER = /^\d{12,19}$/;
export const EXPIRY = /^(0[1-9]|1[0-2])\/\d{2}$/;
export const CVV = /^\d{3,4}$/;

/**
 * What is wrong with a well-formed card: the check digit, or an expiry that has passed (a card is good to the end of
 * its month, UTC). Test cards are exempt where they mean something, which is only at the built-in provider.
 */
export function cardErrors(card: Card, now: Date, { testCards }: { testCards: boolean }): FieldError[] {
  if (testCards && TEST_CARDS.has(card.number)) return [];
  const errors: FieldError[] = [];
  if (!passesLuhn(card.number))
    errors.push({ path: 'cardDetails.number', message: 'is no card number: its check digit does not fit' });
  if (expiryEnd(card.expiry) <= now.getTime())
    errors.push({ path: 'cardDetails.expiry', message: 'has passed; use a card that is still good' });
  return errors;
}

/** The first moment at which a card with this expiry (MM/YY) is no longer good, ms since the epoch. */
function expiryEnd(expiry: string): number {
  const [month, year] = expiry.split('/').map(Number);
  return Date.UTC(2000 + year!, month!, 1);
}

const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^4/, 'visa'],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, 'mastercard'],
  [/^3[47]/, 'amex'],
  [/^(6011|65|64[4-9])/, 'discover'],
  [/^35(2[89]|[3-8])/, 'jcb'],
  [/^3(0[0-5]|[689])/, 'diners'],
  [/^62/, 'unionpay'],
];

/** The brand by the first digits (ISO/IEC 7812), `unknown` for others. */
export const brandOf = (number: string): string => BRANDS.find(([prefix]) => prefix.test(number))?.[1] ?? 'unknown';

/** What may be kept of a card. */
export const faceOf = ({ number, expiry }: Card): CardFace => ({
  brand: brandOf(number),
  last4: number.slice(-4),
  expiry,
});
