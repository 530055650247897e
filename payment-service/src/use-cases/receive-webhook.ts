import { hasNoCharge } from '../domain/payment.js';
import type { PaymentProvider, ProviderEvent } from '../providers/provider.js';
import { booksOf, providerNameOf } from './charge-of.js';
import type { Parts } from './parts.js';
import { askForDispute } from './record-dispute.js';
import { recordBooks } from './record-books.js';
import { refuseContradiction } from './refuse-contradiction.js';

const CONTRADICTS = 'A webhook contradicts the ledger of its payment; somebody must compare the two';

/**
 * Records a verified webhook of this provider. A webhook for an unknown payment, or of a charge that is not the payment's, changes nothing.
 * Throws 409 CONTRADICTS_LEDGER, with nothing written, when the books contradict the payment's ledger.
 */
export async function receiveWebhook(parts: Parts, provider: PaymentProvider, event: ProviderEvent): Promise<void> {
  if ('dispute' in event) return askForDispute(parts, provider, event.dispute);
  const { reference, books } = event;
  const payment = await parts.payments.find(reference);
  if (!payment || hasNoCharge(payment) || providerNameOf(payment) !== provider.name) return;
  const reported = books ?? (await booksOf(parts, payment));
  if (!reported || (payment.providerRef !== null && payment.providerRef !== reported.providerRef)) return;
  await recordBooks(parts, payment, reported).catch(refuseContradiction(parts, reference, CONTRADICTS));
}
