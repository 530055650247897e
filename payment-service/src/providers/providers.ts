import { createHash } from 'node:crypto';
import { unavailable } from '@shop/common/errors';
import type { PaymentProvider } from './provider.js';

/** Which provider a new card goes to, when the condition holds: a currency, a brand, or a share of all (0 to 100). */
export type Rule = { readonly provider: string } & (
  { readonly currency: string } | { readonly brand: string } | { readonly percent: number }
);

/** A card that is to be stored, or typed in for one payment. */
interface NewCard {
  /** Of the payment method that it becomes: the same one goes to the same provider, however often it is sent. */
  readonly id: string;
  readonly brand: string;
  /** Of the order that it pays; undefined for a card that is stored. */
  readonly currency?: string | undefined;
}

/** The providers of this shop. Each payment and each stored card stays at the one that it was made at. */
export interface Providers {
  readonly all: readonly PaymentProvider[];
  /** For a new card: that of the first rule that fits, or the default. */
  choose(card: NewCard): PaymentProvider;
  /** Throws 503 for one that is not configured: what it holds waits until it is. */
  named(name: string): PaymentProvider;
  close(): Promise<void>;
}

/** The providers by these rules; `standard` is for what no rule fits. */
export function providersOf(all: readonly PaymentProvider[], standard: string, rules: readonly Rule[]): Providers {
  const named = (name: string): PaymentProvider => {
    const provider = all.find((each) => each.name === name);
    if (!provider) throw unavailable(`The payment provider ${name} is not configured here; this waits until it is.`);
    return provider;
  };
  return {
    all,
    named,
    choose: (card) => named(rules.find((rule) => fits(rule, card))?.provider ?? standard),
    close: async () => void (await Promise.all(all.map((provider) => provider.close()))),
  };
}

function fits(rule: Rule, { id, brand, currency }: NewCard): boolean {
  if ('currency' in rule) return rule.currency === currency;
  if ('brand' in rule) return rule.brand === brand;
  return createHash('sha256').update(id).digest().readUInt16BE() % 100 < rule.percent;
}
