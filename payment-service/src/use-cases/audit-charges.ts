import type { UnknownCharge } from '@shop/protos/generated/shop/v1/UnknownCharge';
import { lookUpCharges } from './look-up-charges.js';
import type { Parts } from './parts.js';

export interface ChargesLookedUp {
  readonly looked: number;
  readonly unknown: UnknownCharge[];
}

/** The providers' charges since `since` that hold or keep money and belong to no payment. Throws 503 when a provider cannot be reached. */
export async function* auditCharges(parts: Parts, since: Date): AsyncGenerator<ChargesLookedUp> {
  for (const provider of parts.providers.all)
    for await (const { looked, unknown } of lookUpCharges(parts, provider, since))
      yield {
        looked,
        unknown: unknown
          .filter(({ amountMinor }) => amountMinor > 0)
          .map(({ providerRef, reference, currency, amountMinor, madeAt }) => ({
            providerRef,
            reference,
            currency,
            amountMinor,
            madeAtMs: madeAt.getTime(),
          })),
      };
}
