import type { PaymentRepository } from '../data/payment.repository.js';

/** Money in one currency that is authorised and not captured, or in doubt. */
export interface MoneyAtRisk {
  readonly currency: string;
  /** Minor units. */
  readonly minor: number;
  readonly payments: number;
}

/** The amounts that would be wrong in the books if everything stopped now, by currency. */
export async function moneyAtRisk(payments: PaymentRepository): Promise<MoneyAtRisk[]> {
  const sums = new Map<string, MoneyAtRisk>();
  for (const { currency, amountMinor } of await payments.atRisk()) {
    const { minor, payments } = sums.get(currency) ?? { minor: 0, payments: 0 };
    sums.set(currency, { currency, minor: minor + amountMinor, payments: payments + 1 });
  }
  return [...sums.values()];
}
