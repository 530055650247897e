import { providerNameOf } from './charge-of.js';
import type { Parts } from './parts.js';

/** Logs the providers that are not configured although they hold money or have payments in doubt: those payments wait. */
export async function warnOfUnconfigured({
  payments,
  providers,
  logger,
}: Pick<Parts, 'payments' | 'providers' | 'logger'>): Promise<void> {
  const waiting = new Map<string, number>();
  for (const payment of await payments.atRisk()) {
    const name = providerNameOf(payment);
    if (!providers.has(name)) waiting.set(name, (waiting.get(name) ?? 0) + 1);
  }
  for (const [provider, count] of waiting)
    logger.error(
      'Payments wait for a payment provider that is not configured; give payment-service its variables back',
      {
        provider,
        count,
      },
    );
}
