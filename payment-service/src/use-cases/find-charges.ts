import { toProblem } from '@shop/common/errors';
import { days } from '@shop/common/time';
import type { PaymentProvider } from '../providers/provider.js';
import { booksOf } from './charge-of.js';
import { lookUpCharges } from './look-up-charges.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

/** Older charges are not searched for: a database restored to an earlier time than this needs an administrator. */
export const LOOK_BACK = days(30);

/**
 * Compares the providers' charges with the payments: a charge without a payment is listed for an administrator, and a payment with an
 * incomplete ledger records its books. Returns the number of unknown charges. A provider that cannot be reached, or a charge that cannot be
 * recorded, does not stop the others.
 */
export async function findCharges(parts: Parts): Promise<number> {
  let unknown = 0;
  for (const provider of parts.providers.all)
    try {
      unknown += await chargesOf(parts, provider);
    } catch (error) {
      parts.logger.warn('A payment provider cannot be asked for its charges', { provider: provider.name, error });
    }
  return unknown;
}

async function chargesOf(parts: Parts, provider: PaymentProvider): Promise<number> {
  const { unknownCharges, logger } = parts;
  const began = new Date();
  const since = new Date(began.getTime() - LOOK_BACK);
  let count = 0;
  let kept = 0;
  for await (const { unknown, differing } of lookUpCharges(parts, provider, since)) {
    count += unknown.length;
    for (const charge of unknown) if (await unknownCharges.found(provider.name, charge, began)) kept++;
    for (const paymentId of differing) await correct(parts, paymentId);
  }
  await unknownCharges.closeUnseen(provider.name, since, began);
  if (kept < count)
    logger.error('There are more charges without a payment than are listed; the others are found later', {
      provider: provider.name,
      unlisted: count - kept,
    });
  return count;
}

/** Records the payment's books. If they contradict its ledger, it is left for an administrator to compare. */
async function correct(parts: Parts, paymentId: string): Promise<void> {
  const { payments, logger } = parts;
  try {
    const payment = await payments.find(paymentId);
    const books = payment && (await booksOf(parts, payment));
    if (books && (await recordBooks(parts, paymentId, books)).changed)
      logger.warn('A payment differed from the provider and was corrected', { paymentId });
  } catch (error) {
    logger.error('A payment differs from the provider and cannot be corrected', { paymentId, error: toProblem(error) });
  }
}
