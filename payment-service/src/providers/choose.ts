import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import type { PaymentConfig } from '../config.js';
import type { PaymentProvider } from './provider.js';
import { simulatedProvider } from './simulated.js';
import { stripeProvider } from './stripe.js';

/** The provider that the configuration names; Stripe's library is loaded for Stripe only. */
export async function chooseProvider(config: PaymentConfig, internal: InternalTokens): Promise<PaymentProvider> {
  const { PROVIDER_WEBHOOK_SECRET: webhookSecret, PROVIDER_TIMEOUT_MS: timeoutMs, STRIPE_API_BASE: apiBase } = config;
  if (config.PAYMENT_PROVIDER === 'stripe') {
    return stripeProvider({
      secretKey: config.STRIPE_SECRET_KEY!,
      webhookSecret,
      timeoutMs,
      ...(apiBase === undefined ? {} : { apiBase }),
    });
  }
  return simulatedProvider({ url: config.PROVIDER_URL!, internal, webhookSecret, timeoutMs });
}
