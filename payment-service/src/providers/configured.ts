import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import { configuredNames, type PaymentConfig } from '../config.js';
import type { PaymentProvider } from './provider.js';
import { simulatedProvider } from './simulated.js';
import { stripeProvider } from './stripe.js';

/** Every provider whose configuration is complete. Stripe's library is loaded only if Stripe is one of them. */
export async function configuredProviders(config: PaymentConfig, internal: InternalTokens): Promise<PaymentProvider[]> {
  const { PROVIDER_URL: url, STRIPE_SECRET_KEY: secretKey, STRIPE_API_BASE: apiBase } = config;
  const { PROVIDER_WEBHOOK_SECRET: webhookSecret, PROVIDER_TIMEOUT_MS: timeoutMs } = config;
  const names = configuredNames(config);
  const all: PaymentProvider[] = [];
  if (names.includes('simulated')) all.push(simulatedProvider({ url: url!, internal, webhookSecret, timeoutMs }));
  if (names.includes('stripe'))
    all.push(
      await stripeProvider({
        secretKey: secretKey!,
        webhookSecret: config.STRIPE_WEBHOOK_KEY ?? webhookSecret,
        timeoutMs,
        ...(apiBase === undefined ? {} : { apiBase }),
      }),
    );
  return all;
}
