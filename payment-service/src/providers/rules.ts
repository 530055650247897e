import type { Rule } from './providers.js';

/**
 * Parses PAYMENT_RULES, in order: `KRW=stripe,amex=stripe,10%=stripe`. A condition is a currency (three capital letters), a card brand
 * (small letters) or a share of all cards. Throws RangeError naming an invalid rule.
 */
export const readRules = (text: string): Rule[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(readRule);

function readRule(text: string): Rule {
  const [condition = '', provider = '', ...more] = text.split('=').map((part) => part.trim());
  const percent = /^(\d{1,3})%$/.exec(condition)?.[1];
  if (provider !== '' && more.length === 0) {
    if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent), provider };
    if (/^[A-Z]{3}$/.test(condition)) return { currency: condition, provider };
    if (/^[a-z]+$/.test(condition)) return { brand: condition, provider };
  }
  throw new RangeError(`"${text}" is not a valid rule: write KRW=stripe, amex=stripe or 10%=stripe`);
}
