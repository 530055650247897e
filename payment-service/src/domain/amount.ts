import { invalid } from '@shop/common/errors';
import { ORDER_LIMITS } from '@shop/protos/contract';
import { toMinor, wrongAmount } from '@shop/protos/money';

/** The `amount` of a request in minor units of its currency. Throws 422 when it is not a valid amount of that currency. */
export function minorOf(amount: number, currency: string): number {
  const wrong = wrongAmount(amount, currency, ORDER_LIMITS.totalMinor);
  if (wrong) throw invalid([{ path: 'amount', message: `amount ${wrong}` }]);
  return toMinor(amount, currency);
}
