import type { Breaker } from '@shop/common/breaker';
import type { Faults } from '@shop/common/faults';
import type { PaymentProvider } from './provider.js';

/**
 * The provider behind a circuit breaker, with the fault points `payment.provider-call` (whatever moves money),
 * `payment.provider-tokenize` and `payment.provider-books`.
 */
export function guardedProvider(provider: PaymentProvider, breaker: Breaker, faults: Faults): PaymentProvider {
  faults.declare('payment.provider-call', 'payment.provider-tokenize', 'payment.provider-books');
  const guard = <T>(thing: string, work: () => Promise<T>): Promise<T> => faults.around(thing, () => breaker.run(work));
  const moving = <T>(work: () => Promise<T>): Promise<T> => guard('payment.provider-call', work);
  return {
    name: provider.name,
    testCards: provider.testCards,
    tokenize: (card, key) => guard('payment.provider-tokenize', () => provider.tokenize(card, key)),
    authorize: (charge) => moving(() => provider.authorize(charge)),
    capture: (charge, key) => moving(() => provider.capture(charge, key)),
    void: (charge, key) => moving(() => provider.void(charge, key)),
    refund: (charge, key, amountMinor) => moving(() => provider.refund(charge, key, amountMinor)),
    books: (charges) => guard('payment.provider-books', () => provider.books(charges)),
    readWebhook: (headers, body) => provider.readWebhook(headers, body),
    async close() {
      breaker.close();
      await provider.close();
    },
  };
}
