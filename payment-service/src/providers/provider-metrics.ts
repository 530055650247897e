import { Problem } from '@shop/common/errors';
import { Counter, type Metrics } from '@shop/common/metrics';
import type { LineType } from '../domain/ledger.js';

/** Metrics of the calls to the providers and of the money that moved there. */
export interface ProviderMetrics {
  /** Counts the call by its outcome: `done`, `refused` definitely, or `in_doubt`; returns the outcome. */
  called<T>(provider: string, call: string, work: Promise<T>): Promise<T>;
  /** Counts movements that were added to a payment's ledger, each once. Minor units. */
  moved(provider: string, currency: string, lines: readonly { type: LineType; amountMinor: number }[]): void;
  /** Counts a payment that a provider declined. */
  declined(provider: string, declineCode: string): void;
}

/** Codes that become a label: a provider may invent others, which would be unbounded. */
const CODES = ['generic_decline', 'insufficient_funds', 'expired_card', 'incorrect_cvc', 'lost_card', 'stolen_card'];

/** The counters, each with the provider as a label. */
export function providerMetrics({ registry }: Metrics): ProviderMetrics {
  const calls = new Counter({
    name: 'payment_provider_calls_total',
    help: 'Calls to payment providers by how they ended: done, refused, in_doubt',
    labelNames: ['provider', 'call', 'outcome'],
    registers: [registry],
  });
  const money = new Counter({
    name: 'payment_provider_money_total',
    help: 'Money that payment providers authorised, captured, voided and refunded, and of refunds that failed, in minor units of its currency',
    labelNames: ['provider', 'currency', 'movement'],
    registers: [registry],
  });
  const declines = new Counter({
    name: 'payment_provider_declined_total',
    help: 'Payments that providers declined, by the common codes; any other is "other"',
    labelNames: ['provider', 'code'],
    registers: [registry],
  });
  return {
    async called(provider, call, work) {
      try {
        const result = await work;
        calls.inc({ provider, call, outcome: 'done' });
        return result;
      } catch (error) {
        const outcome = error instanceof Problem && error.definite ? 'refused' : 'in_doubt';
        calls.inc({ provider, call, outcome });
        throw error;
      }
    },
    moved(provider, currency, lines) {
      for (const { type: movement, amountMinor } of lines) money.inc({ provider, currency, movement }, amountMinor);
    },
    declined: (provider, code) => declines.inc({ provider, code: CODES.includes(code) ? code : 'other' }),
  };
}
