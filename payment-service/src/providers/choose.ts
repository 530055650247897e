import type { InternalTokens } from '@shop/common/auth';
import type { PaymentConfig } from '../config.js';
import type { PaymentProvider } from './provider.js';
import { simulatedProvider } from './simulated.js';

/** The provider that the configuration names. */
export function chooseProvider(config: PaymentConfig, internal: InternalTokens): PaymentProvider {
  const { PROVIDER_WEBHOOK_SECRET: webhookSecret, PROVIDER_TIMEOUT_MS: timeoutMs } = config;
  return simulatedProvider({ url: config.PROVIDER_URL!, internal, webhookSecret, timeoutMs });
}
