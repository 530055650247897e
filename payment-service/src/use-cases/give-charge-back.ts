import { conflict, unavailable } from '@shop/common/errors';
import type { UnknownChargeState } from '@shop/protos/contract';
import { totals } from '../domain/ledger.js';
import type { Books } from '../domain/money-movement.js';
import { refundFailed } from '../domain/refusals.js';
import type { UnknownCharge } from '../domain/unknown-charge.js';
import { chargeOfUnknown } from './charge-of-unknown.js';
import { isOf } from './look-up-charges.js';
import type { Parts } from './parts.js';

/**
 * Voids an authorised charge, or refunds the rest of a captured one. Idempotent for one decision. A charge whose payment exists again is
 * not touched: its money belongs to the payment. Throws a definite Problem when the provider refuses, 503/504 while it is not done.
 */
export async function giveChargeBack(
  { providers, payments }: Pick<Parts, 'providers' | 'payments'>,
  charge: UnknownCharge,
  decisionId: string,
): Promise<UnknownChargeState> {
  const [payment] = await payments.chargedOf([charge.reference]);
  if (isOf(charge, charge.provider, payment)) {
    if (payment!.providerRef === charge.providerRef) return 'GONE';
    throw unavailable('Something is in doubt about the payment of this charge; it is being found out.');
  }
  const provider = providers.named(charge.provider);
  const asked = chargeOfUnknown(charge);
  const books = (await provider.books([asked])).get(charge.reference);
  if (!books) throw conflict('PROVIDER_REFUSED', 'The payment provider does not know this charge any more.');
  const key = `return:${decisionId}`;
  const { held, kept } = leftOf(books);
  if (held + kept === 0) return 'RETURNED';
  const after = await (held > 0 ? provider.void(asked, key) : provider.refund(asked, key, kept));
  if (after.failedRefunds?.some((failed) => failed.key === key)) throw refundFailed();
  const left = leftOf(after);
  if (left.held + left.kept > 0) throw unavailable('The payment provider has not given the money back yet.');
  return 'RETURNED';
}

function leftOf({ movements }: Books): { readonly held: number; readonly kept: number } {
  const { authorized, voided, captured, refunded } = totals(movements);
  return captured > 0 ? { held: 0, kept: captured - refunded } : { held: authorized - voided, kept: 0 };
}
