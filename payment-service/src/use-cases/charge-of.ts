import type { Payment } from '../domain/payment.js';
import type { Charge } from '../providers/provider.js';

/** The payment as the provider is told of it; undefined when the provider was never asked for it. */
export function chargeOf({ _id, providerRef, calls, amountMinor, currency }: Payment): Charge | undefined {
  if (!calls.authorize) return undefined;
  return { reference: _id, providerRef, authorize: calls.authorize, amountMinor, currency };
}
