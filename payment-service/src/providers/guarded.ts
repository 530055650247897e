import type { Breaker } from '@shop/common/breaker';
import type { Faults } from '@shop/common/faults';
import { inSpan } from '@shop/common/tracing/tracing';
import type { PaymentProvider } from './provider.js';
import type { ProviderMetrics } from './provider-metrics.js';

/** The fault points around the calls of every provider; they are declared once. */
export const PROVIDER_FAULTS = [
  'payment.provider-call',
  'payment.provider-tokenize',
  'payment.provider-detach',
  'payment.provider-books',
];

/**
 * The provider behind a circuit breaker, with the fault points `payment.provider-call` (whatever moves money),
 * `payment.provider-tokenize`, `payment.provider-detach` and `payment.provider-books`.
 */
export function guardedProvider(
  provider: PaymentProvider,
  breaker: Breaker,
  faults: Faults,
  metrics: ProviderMetrics,
): PaymentProvider {
  const guard = <T>(thing: string, call: string, work: () => Promise<T>): Promise<T> =>
    inSpan(`payment provider ${call}`, { kind: 'client', attributes: { 'server.address': provider.name } }, () =>
      metrics.called(
        provider.name,
        call,
        faults.around(thing, () => breaker.run(work)),
      ),
    );
  const moving = <T>(call: string, work: () => Promise<T>): Promise<T> => guard('payment.provider-call', call, work);
  async function* paged<T>(call: string, of: AsyncIterable<T>): AsyncGenerator<T> {
    const pages = of[Symbol.asyncIterator]();
    for (;;) {
      const page = await guard('payment.provider-books', call, () => pages.next());
      if (page.done) return;
      yield page.value;
    }
  }
  const adopt = provider.adopt?.bind(provider);
  return {
    name: provider.name,
    judgesExpiry: provider.judgesExpiry,
    signatureHeader: provider.signatureHeader,
    step: (currency) => provider.step(currency),
    tokenize: (card, key) => guard('payment.provider-tokenize', 'tokenize', () => provider.tokenize(card, key)),
    ...(adopt
      ? { adopt: (given: string, key: string) => guard('payment.provider-tokenize', 'adopt', () => adopt(given, key)) }
      : {}),
    detach: (token) => guard('payment.provider-detach', 'detach', () => provider.detach(token)),
    authorize: (charge) => moving('authorize', () => provider.authorize(charge)),
    capture: (charge, key) => moving('capture', () => provider.capture(charge, key)),
    void: (charge, key) => moving('void', () => provider.void(charge, key)),
    refund: (charge, key, amountMinor) => moving('refund', () => provider.refund(charge, key, amountMinor)),
    books: (charges) => guard('payment.provider-books', 'books', () => provider.books(charges)),
    charges: (since) => paged('charges', provider.charges(since)),
    refunds: (since) => paged('refunds', provider.refunds(since)),
    dispute: (ref) => guard('payment.provider-books', 'dispute', () => provider.dispute(ref)),
    disputes: (since) => paged('disputes', provider.disputes(since)),
    readWebhook: (headers, body) => provider.readWebhook(headers, body),
    async close() {
      breaker.close();
      await provider.close();
    },
  };
}
