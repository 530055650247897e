import type { Charged } from '../data/payment.repository.js';
import { heldOrKept, totals } from '../domain/ledger.js';
import type { ListedCharge } from '../domain/listed-charge.js';
import { hasNoCharge } from '../domain/payment.js';
import type { PaymentProvider } from '../providers/provider.js';
import { providerNameOf } from './charge-of.js';
import type { Parts } from './parts.js';

/** A page of a provider's charges, looked up among the payments. */
export interface LookedUp {
  readonly looked: number;
  /** Charges without a payment whose money is held, kept or refunded. */
  readonly unknown: readonly ListedCharge[];
  /** Ids of payments whose ledgers differ from the provider's charges and that are not in doubt. */
  readonly differing: readonly string[];
}

/** Looks up the charges that a provider made since `since`, page by page. Throws 503 when it cannot be reached. */
export async function* lookUpCharges(
  { payments }: Pick<Parts, 'payments'>,
  provider: PaymentProvider,
  since: Date,
): AsyncGenerator<LookedUp> {
  for await (const page of provider.charges(since)) {
    const withMoney = page.filter(({ amountMinor, refundedMinor }) => amountMinor > 0 || refundedMinor > 0);
    const found = await payments.chargedOf(withMoney.map(({ reference }) => reference));
    const byId = new Map(found.map((payment) => [payment._id, payment]));
    const unknown = withMoney.filter((charge) => !isOf(charge, provider.name, byId.get(charge.reference)));
    const differing = withMoney.filter((charge) => {
      const payment = byId.get(charge.reference);
      return payment && payment.nextCheckAt === null && !unknown.includes(charge) && differs(payment, charge);
    });
    yield { looked: page.length, unknown, differing: differing.map(({ reference }) => reference) };
  }
}

/** True when the charge belongs to this payment, or a doubt about it is being resolved. */
export function isOf(
  charge: Pick<ListedCharge, 'providerRef'>,
  provider: string,
  payment: Charged | undefined,
): boolean {
  if (!payment || providerNameOf(payment) !== provider) return false;
  // a call is stored before it is made: a payment without one was restored to an earlier time
  if (payment.tombstone || payment.calls.authorize === undefined || hasNoCharge(payment)) return false;
  if (payment.nextCheckAt !== null) return true;
  return payment.providerRef === null || payment.providerRef === charge.providerRef;
}

function differs({ ledger }: Charged, { amountMinor, capturedMinor, refundedMinor }: ListedCharge): boolean {
  const sums = totals(ledger);
  return heldOrKept(sums) !== amountMinor || sums.captured !== capturedMinor || sums.refunded !== refundedMinor;
}
