import { notInSteps } from '../domain/refusals.js';
import type { PaymentProvider } from '../providers/provider.js';

interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** Throws 422 AMOUNT_NOT_IN_STEPS for an amount that this provider can never take or give back; `advice` says what to do instead. */
export function checkSteps(
  provider: Pick<PaymentProvider, 'step'>,
  { amountMinor, currency }: Amount,
  advice: string,
): void {
  const step = provider.step(currency);
  if (amountMinor % step !== 0) throw notInSteps(amountMinor, step, currency, advice);
}
