import Joi from 'joi';
import { CARD_NUMBER, CVV, EXPIRY, type Card } from '../domain/card.js';

// the library's own messages repeat the value, which must never be repeated
const secretText = (pattern: RegExp, what: string) =>
  Joi.string()
    .pattern(pattern)
    .required()
    .messages({ 'any.required': 'is required', '*': `must be text: ${what}` });

/** A card as it is entered. */
export const cardSchema = Joi.object<Card>({
  number: secretText(CARD_NUMBER, '12 to 19 digits'),
  expiry: secretText(EXPIRY, 'MM/YY'),
  cvv: secretText(CVV, '3 or 4 digits'),
});
