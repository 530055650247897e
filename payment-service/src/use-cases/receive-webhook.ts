import type { ProviderEvent } from '../providers/provider.js';
import { chargeOf } from './charge-of.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

/** Takes over what a verified webhook says. One of a payment that is not ours changes nothing. */
export async function receiveWebhook(parts: Parts, { reference, books }: ProviderEvent): Promise<void> {
  const told = books ?? (await ask(parts, reference));
  if (told) await recordBooks(parts, reference, told);
}

async function ask({ payments, provider }: Parts, reference: string) {
  const payment = await payments.find(reference);
  const charge = payment && chargeOf(payment);
  return charge ? (await provider.books([charge])).get(reference) : undefined;
}
