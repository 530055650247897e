import type { FieldError } from '@shop/common/errors';
import { passesLuhn } from '@shop/common/logging/card-numbers';
import Joi from 'joi';
import { TEST_CARDS } from './test-cards.js';

/** A card as a shop sends it. Kept in memory only for the call. */
export interface Card {
  /** 12 to 19 digits. */
  readonly number: string;
  /** MM/YY. */
  readonly expiry: string;
  readonly cvv: string;
}

// the library's own messages repeat the value, which must never be repeated
const secretText = (pattern: RegExp) => Joi.string().pattern(pattern).required().messages({ '*': 'is malformed' });

/** A well-formed card. */
export const cardSchema = Joi.object<Card>({
  number: secretText(/^\d{12,19}$/),
  expiry: secretText(/^(0[1-9]|1[0-2])\/\d{2}$/),
  cvv: secretText(/^\d{3,4}$/),
});

/** The errors of a well-formed card: a wrong check digit, or an expiry that has passed (UTC). Test cards have none. */
export function cardErrors({ number, expiry }: Card, now: Date): FieldError[] {
  if (TEST_CARDS.has(number)) return [];
  const errors: FieldError[] = [];
  const [month, year] = expiry.split('/').map(Number) as [number, number];
  if (!passesLuhn(number)) errors.push({ path: 'cardDetails.number', message: 'is not a valid card number' });
  if (Date.UTC(2000 + year, month, 1) <= now.getTime())
    errors.push({ path: 'cardDetails.expiry', message: 'has passed' });
  return errors;
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

/** The brand by the first digits (ISO/IEC 7812). As with real providers, the shop uses the brand that the provider returns. */
export const brandOf = (number: string): string => BRANDS.find(([prefix]) => prefix.test(number))?.[1] ?? 'unknown';
