import type { Books } from '../domain/money-movement.js';
import { hasNoCharge, type Payment } from '../domain/payment.js';
import { providerOfToken } from '../domain/provider-of-token.js';
import type { Charge, PaymentProvider } from '../providers/provider.js';
import type { Parts } from './parts.js';

/** The payment as it is sent to its provider; undefined when no provider was ever asked for it. */
export function chargeOf({ _id, providerRef, calls, amountMinor, currency }: Payment): Charge | undefined {
  if (!calls.authorize) return undefined;
  return { reference: _id, providerRef, authorize: calls.authorize, amountMinor, currency };
}

/** Name of the provider that has the payment's charge, or is to be asked for it. */
export const providerNameOf = ({ provider, calls }: Pick<Payment, 'provider' | 'calls'>): string =>
  provider ?? providerOfToken(calls.authorize?.token ?? '');

/** The provider that has the payment's charge. Throws 503 when it is not configured any more. */
export const providerOf = ({ providers }: Pick<Parts, 'providers'>, payment: Payment): PaymentProvider =>
  providers.named(providerNameOf(payment));

/** As `chargeOf`, to ask for its books: undefined also when the provider refused the payment. */
export const chargeInBooks = (payment: Payment): Charge | undefined =>
  hasNoCharge(payment) ? undefined : chargeOf(payment);

/** The provider's books of the payment; undefined when the provider has no charge of it, or does not know it. Throws 503/504. */
export async function booksOf(parts: Pick<Parts, 'providers'>, payment: Payment): Promise<Books | undefined> {
  const charge = chargeInBooks(payment);
  return charge && (await providerOf(parts, payment).books([charge])).get(payment._id);
}
