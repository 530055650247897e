import { toProblem } from '@shop/common/errors';
import { days } from '@shop/common/time';
import type { PaymentProvider } from '../providers/provider.js';
import { booksOf } from './charge-of.js';
import { lookUpCharges } from './look-up-charges.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

/** Restoring a database to an earlier moment than this needs an administrator: older charges are not looked for. */
const LOOK_BACK = days(30);

/**
 * Compares what the providers have charged with the payments: a charge that is no payment's is listed for an administrator, a payment
 * whose ledger lacks something takes over its books. Answers how many are unknown; a provider that cannot be asked, or a charge that cannot be
 * taken over, does not stop the others.
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

/** The payment takes over its books. One whose ledger they contradict is left for somebody to compare. */
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
