import { toProblem } from '@shop/common/errors';
import { days } from '@shop/common/time';
import type { Payment } from '../domain/payment.js';
import type { ListedRefund, PaymentProvider } from '../providers/provider.js';
import { booksOf, providerNameOf } from './charge-of.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

/** A bank may return a refund for about a month. */
const LOOK_BACK = days(35);
const BATCH = 100;

/**
 * Searches for refunds that no webhook reported: those made in a provider's dashboard, and those that failed after they were done. Payments
 * that differ record their books. Returns how many did; a provider that cannot be reached does not stop the others.
 */
export async function findRefunds(parts: Parts): Promise<number> {
  const since = new Date(Date.now() - LOOK_BACK);
  let found = 0;
  for (const provider of parts.providers.all)
    try {
      for await (const page of provider.refunds(since)) found += await takeOver(parts, provider, page);
    } catch (error) {
      parts.logger.warn('A payment provider cannot be asked for its refunds', { provider: provider.name, error });
    }
  return found;
}

async function takeOver(parts: Parts, provider: PaymentProvider, page: readonly ListedRefund[]): Promise<number> {
  const ids = [...new Set(page.map(({ reference }) => reference))];
  if (ids.length === 0) return 0;
  let found = 0;
  for await (const payments of parts.payments.batches(BATCH, ids))
    for (const payment of payments) {
      const isMissing = page.some((refund) => refund.reference === payment._id && differs(payment, refund));
      if (!isMissing || providerNameOf(payment) !== provider.name) continue;
      try {
        const books = await booksOf(parts, payment);
        if (!books || !(await recordBooks(parts, payment._id, books)).changed) continue;
        found++;
        parts.logger.warn('A refund of which no webhook told was taken over', { paymentId: payment._id });
      } catch (error) {
        parts.logger.error('A refund of which no webhook told cannot be taken over', {
          paymentId: payment._id,
          error: toProblem(error),
        });
      }
    }
  return found;
}

/** True when the payment and its provider disagree about this refund. */
function differs({ ledger, refunds }: Payment, { ref, state }: ListedRefund): boolean {
  const has = (providerRef: string) => ledger.some((line) => line.providerRef === providerRef);
  if (state === 'failed') return has(ref) && !has(`${ref}:failed`);
  return state === 'done' && !has(ref) && refunds.every(({ failedRef }) => failedRef !== ref);
}
