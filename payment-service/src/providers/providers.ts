import { createHash } from 'node:crypto';
import { unavailable } from '@shop/common/errors';
import type { PaymentProvider } from './provider.js';

/** The provider of a new card when the condition holds: a currency, a brand, or a share of all cards (0 to 100). */
export type Rule = { readonly provider: string } & (
  { readonly currency: string } | { readonly brand: string } | { readonly percent: number }
);

/** A card that is to be stored, or was entered for one payment. */
interface NewCard {
  /** Id of the payment method that it becomes: the same id always selects the same provider. */
  readonly id: string;
  readonly brand: string;
  /** Currency of the order that it pays for; undefined for a card that is stored. */
  readonly currency?: string | undefined;
}

/** The providers of this shop. Each payment and each stored card stays at the provider where it was created. */
export interface Providers {
  readonly all: readonly PaymentProvider[];
  /** The provider of a new card: that of the first rule that matches, or the default. */
  choose(card: NewCard): PaymentProvider;
  /** Throws 503 when it is not configured: its payments wait until it is. */
  named(name: string): PaymentProvider;
  /** Whether a provider of this name is configured. */
  has(name: string): boolean;
  close(): Promise<void>;
}

/** The providers with these rules; `standard` is the provider of cards that match no rule. */
export function providersOf(all: readonly PaymentProvider[], standard: string, rules: readonly Rule[]): Providers {
  const named = (name: string): PaymentProvider => {
    const provider = all.find((each) => each.name === name);
    if (!provider) throw unavailable(`The payment provider ${name} is not configured here; this waits until it is.`);
    return provider;
  };
  return {
    all,
    named,
    has: (name) => all.some((each) => each.name === name),
    choose: (card) => named(rules.find((rule) => fits(rule, card))?.provider ?? standard),
    close: async () => void (await Promise.all(all.map((provider) => provider.close()))),
  };
}

function fits(rule: Rule, { id, brand, currency }: NewCard): boolean {
  if ('currency' in rule) return rule.currency === currency;
  if ('brand' in rule) return rule.brand === brand;
  return createHash('sha256').update(id).digest().readUInt16BE() % 100 < rule.percent;
}
