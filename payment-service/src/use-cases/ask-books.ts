import type { Books } from '../domain/money-movement.js';
import type { Payment } from '../domain/payment.js';
import type { Charge } from '../providers/provider.js';
import { chargeOf, providerNameOf } from './charge-of.js';
import type { Parts } from './parts.js';

/**
 * What the books of their providers say of payments, by id: null where a provider has never heard of one. What is missing was never asked
 * for, or its provider cannot be asked at the moment, which keeps the payments of another from nothing.
 */
export async function askBooks(
  { providers, logger }: Pick<Parts, 'providers' | 'logger'>,
  payments: readonly Payment[],
): Promise<ReadonlyMap<string, Books | null>> {
  const charges = new Map<string, Charge[]>();
  for (const payment of payments) {
    const charge = chargeOf(payment);
    const name = providerNameOf(payment);
    if (charge) charges.set(name, [...(charges.get(name) ?? []), charge]);
  }
  const told = new Map<string, Books | null>();
  const ask = async ([name, those]: [string, Charge[]]) => {
    try {
      const books = await providers.named(name).books(those);
      for (const { reference } of those) told.set(reference, books.get(reference) ?? null);
    } catch (error) {
      logger.warn('A payment provider cannot be asked for its books', { provider: name, error });
    }
  };
  await Promise.all([...charges].map(ask));
  return told;
}
