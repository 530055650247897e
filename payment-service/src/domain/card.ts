import type { FieldError } from '@shop/common/errors';
import { passesLuhn } from '@shop/common/logging/card-numbers';

/** A card as a customer enters it. Kept in memory only for the call that passes it to the provider. */
export interface Card {
  /** 12 to 19 digits. */
  readonly number: string;
  /** MM/YY. */
  readonly expiry: string;
  /** 3 or 4 digits. */
  readonly cvv: string;
}

/** The details of a card that may be stored permanently. */
export interface CardFace {
  readonly brand: string;
  readonly last4: string;
  /** MM/YY. */
  readonly expiry: string;
}

export const CARD_NUMBER = /^\d{12,19}$/;
export const EXPIRY = /^(0[1-9]|1[0-2])\/\d{2}$/;
export const CVV = /^\d{3,4}$/;

/** What can be wrong with a well-formed card. */
export const CARD_ERRORS = {
  number: { path: 'cardDetails.number', message: 'is not a valid card number: its check digit is wrong' },
  expiry: { path: 'cardDetails.expiry', message: 'has passed; use a card that is still valid' },
} as const satisfies Record<string, FieldError>;

/**
 * The errors of a well-formed card: a wrong check digit, or an expiry that has passed (a card is valid to the end of its month, UTC). A
 * provider with test cards checks the expiry itself, since they work whatever their expiry.
 */
export function cardErrors(
  { number, expiry }: Card,
  now: Date,
  { judgesExpiry }: { judgesExpiry: boolean },
): FieldError[] {
  return [
    ...(passesLuhn(number) ? [] : [CARD_ERRORS.number]),
    ...(judgesExpiry || expiryEnd(expiry) > now.getTime() ? [] : [CARD_ERRORS.expiry]),
  ];
}

/** The first moment at which a card with this expiry (MM/YY) is no longer valid, ms since the epoch. */
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

/** The details of a card that may be stored. */
export const faceOf = ({ number, expiry }: Card): CardFace => ({
  brand: brandOf(number),
  last4: number.slice(-4),
  expiry,
});
