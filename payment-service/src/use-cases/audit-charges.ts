import type { Payment } from '../domain/payment.js';
import type { ListedCharge, PaymentProvider } from '../providers/provider.js';
import { providerNameOf } from './charge-of.js';
import type { Parts } from './parts.js';

export interface ChargesLookedUp {
  readonly looked: number;
  readonly unknown: UnknownCharge[];
}

/** A charge with money that is no payment's: what a restored backup has forgotten, or what was charged a second time. */
interface UnknownCharge {
  readonly providerRef: string;
  readonly reference: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly madeAtMs: number;
}

/** Looks up the charges that the providers made since then, page by page. Throws 503 when one cannot be asked. */
export async function* auditCharges(parts: Parts, since: Date): AsyncGenerator<ChargesLookedUp> {
  for (const provider of parts.providers.all) yield* chargesOf(parts, provider, since);
}

async function* chargesOf(
  { payments }: Parts,
  provider: PaymentProvider,
  since: Date,
): AsyncGenerator<ChargesLookedUp> {
  for await (const page of provider.charges(since)) {
    const withMoney = page.filter(({ amountMinor }) => amountMinor > 0);
    const found = await payments.chargedOf(withMoney.map(({ reference }) => reference));
    const byId = new Map(found.map((payment) => [payment._id, payment]));
    const unknown = withMoney.filter((charge) => !isOf(charge, provider.name, byId.get(charge.reference)));
    yield {
      looked: page.length,
      unknown: unknown.map(({ madeAt, ...charge }) => ({ ...charge, madeAtMs: madeAt.getTime() })),
    };
  }
}

/** True when this payment accounts for the charge, or what is in doubt about it is being found out. */
function isOf(
  charge: ListedCharge,
  provider: string,
  payment: Pick<Payment, 'provider' | 'providerRef' | 'calls' | 'tombstone' | 'nextCheckAt'> | undefined,
): boolean {
  if (!payment || providerNameOf(payment) !== provider) return false;
  if (payment.nextCheckAt !== null) return true;
  const asked = payment.calls.authorize !== undefined && !payment.tombstone;
  return asked && (payment.providerRef === null || payment.providerRef === charge.providerRef);
}
