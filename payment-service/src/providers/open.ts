import { createBreaker } from '@shop/common/breaker';
import type { Basics } from '@shop/common/service/basics';
import type { PaymentConfig } from '../config.js';
import { configuredProviders } from './configured.js';
import { guardedProvider, PROVIDER_FAULTS } from './guarded.js';
import { providerMetrics, type ProviderMetrics } from './provider-metrics.js';
import { providersOf, type Providers } from './providers.js';

/** The providers that are configured, each behind a breaker of its own; closed with the process. */
export async function openProviders(
  { faults, internal, metrics: all, closing }: Basics,
  config: PaymentConfig,
): Promise<{ readonly providers: Providers; readonly metrics: ProviderMetrics }> {
  faults.declare(...PROVIDER_FAULTS);
  const metrics = providerMetrics(all);
  const guarded = (await configuredProviders(config, internal)).map((provider) =>
    guardedProvider(provider, createBreaker(`payment provider ${provider.name}`, all), faults, metrics),
  );
  const providers = providersOf(guarded, config.PAYMENT_PROVIDER, config.PAYMENT_RULES);
  closing.add(() => providers.close());
  return { providers, metrics };
}
