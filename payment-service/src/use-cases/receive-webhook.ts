import { conflict } from '@shop/common/errors';
import { WrongTransition } from '../domain/status.js';
import type { ProviderEvent } from '../providers/provider.js';
import { chargeOf } from './charge-of.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

/**
 * Takes over what a verified webhook says. One of a payment that is not ours changes nothing. Throws 409
 * CONTRADICTS_LEDGER, with nothing written, for what cannot follow on what the payment's ledger holds.
 */
export async function receiveWebhook(parts: Parts, { reference, books }: ProviderEvent): Promise<void> {
  const told = books ?? (await ask(parts, reference));
  if (!told) return;
  try {
    await recordBooks(parts, reference, told);
  } catch (error) {
    if (!(error instanceof WrongTransition)) throw error;
    parts.logger.error('A webhook contradicts the ledger of its payment; somebody must compare the two', {
      paymentId: reference,
      error,
    });
    throw conflict('CONTRADICTS_LEDGER', `Nothing was taken over: ${error.message}`);
  }
}

async function ask({ payments, provider }: Parts, reference: string) {
  const payment = await payments.find(reference);
  const charge = payment && chargeOf(payment);
  return charge ? (await provider.books([charge])).get(reference) : undefined;
}
