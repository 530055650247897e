import type { Books } from '../domain/money-movement.js';
import type { Payment } from '../domain/payment.js';
import type { Charge } from '../providers/provider.js';
import { chargeInBooks, providerNameOf } from './charge-of.js';
import type { Parts } from './parts.js';

/**
 * The provider's books of payments, by payment id: null when the provider does not know the payment. A missing entry means that the
 * provider was never asked for the payment or cannot be reached at the moment; the other payments are still returned.
 */
export async function askBooks(
  { providers, logger }: Pick<Parts, 'providers' | 'logger'>,
  payments: readonly Payment[],
): Promise<ReadonlyMap<string, Books | null>> {
  const charges = new Map<string, Charge[]>();
  for (const payment of payments) {
    const charge = chargeInBooks(payment);
    const name = providerNameOf(payment);
    if (charge) charges.set(name, [...(charges.get(name) ?? []), charge]);
  }
  const found = new Map<string, Books | null>();
  const unanswered: { provider: string; paymentId: string; error: unknown }[] = [];
  /** If a request fails, each half is requested alone, down to the payment that causes it; an open breaker ends this early. */
  const ask = async (name: string, those: readonly Charge[]): Promise<void> => {
    try {
      const books = await providers.named(name).books(those);
      for (const { reference } of those) found.set(reference, books.get(reference) ?? null);
    } catch (error) {
      const half = Math.ceil(those.length / 2);
      if (those.length > 1) await Promise.all([ask(name, those.slice(0, half)), ask(name, those.slice(half))]);
      else unanswered.push({ provider: name, paymentId: those[0]!.reference, error });
    }
  };
  await Promise.all([...charges].map(([name, those]) => ask(name, those)));
  if (unanswered.length > 0)
    logger.warn('A payment provider cannot give the books of a payment, or of several; they are asked for again', {
      count: unanswered.length,
      ...unanswered[0],
    });
  return found;
}
