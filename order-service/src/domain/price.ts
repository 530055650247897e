import { invalid } from '@shop/common/errors';
import { toMinor, wrongAmount } from '@shop/protos/money';
import { LIMITS } from './limits.js';

/** The price at this path of a body, in minor units of its currency. Throws 422 for an amount that the currency does not have. */
export function priceMinorOf(price: number, currency: string, path: string): number {
  const wrong = wrongAmount(price, currency, LIMITS.priceMinor);
  if (wrong) throw invalid([{ path, message: `${path} ${wrong}` }]);
  return toMinor(price, currency);
}
