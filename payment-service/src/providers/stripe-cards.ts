import { invalid, Problem } from '@shop/common/errors';
import { timeLeft } from '@shop/common/tracing/context';
import type Stripe from 'stripe';
import { faceOf, type Card, type CardFace } from '../domain/card.js';
import type { PaymentProvider } from './provider.js';
import { toProviderProblem } from './stripe-errors.js';

/** Dependencies of the cards part of Stripe's adapter. */
interface Made {
  readonly stripe: Stripe;
  readonly errors: typeof Stripe.errors;
  readonly timeoutMs: number;
}

const twoDigits = (n: number) => String(n % 100).padStart(2, '0');

/** The card's face from Stripe's answer; `known` fills in what Stripe omits. */
const faceOfMethod = ({ card }: Stripe.PaymentMethod, known?: CardFace): CardFace => ({
  brand: card?.brand ?? known?.brand ?? 'unknown',
  last4: card?.last4 ?? known?.last4 ?? '',
  expiry: card?.exp_month ? `${twoDigits(card.exp_month)}/${twoDigits(card.exp_year)}` : (known?.expiry ?? ''),
});

/** Cards at Stripe: each PaymentMethod is attached to a customer of its own, and the token names both. */
export function stripeCards({
  stripe,
  errors,
  timeoutMs,
}: Made): Required<Pick<PaymentProvider, 'tokenize' | 'adopt' | 'detach'>> {
  const keyed = (idempotencyKey: string) => ({ idempotencyKey, timeout: timeLeft(timeoutMs) });
  const withProblems = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw toProviderProblem(errors, error);
    });

  async function attached(method: Stripe.PaymentMethod, key: string): Promise<string> {
    const customer = await stripe.customers.create({ metadata: { key } }, keyed(`${key}:customer`));
    await stripe.paymentMethods.attach(method.id, { customer: customer.id }, keyed(`${key}:attach`));
    return `${customer.id}:${method.id}`;
  }

  /** Runs a call that passes a card to Stripe; a refused card is reported as the customer's mistake, at this path. */
  async function handOver<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof errors.StripeCardError)
        throw invalid([{ path, message: 'was refused by the payment provider; use another card' }]);
      throw toProviderProblem(errors, error);
    }
  }

  /** True when the card is attached to no customer any more, or Stripe does not know it. */
  async function isDetached(methodId: string): Promise<boolean> {
    try {
      return (await withProblems(stripe.paymentMethods.retrieve(methodId))).customer === null;
    } catch (error) {
      if (error instanceof Problem && error.extra['providerCode'] === 'resource_missing') return true;
      throw error;
    }
  }

  return {
    tokenize: (card: Card, key) =>
      handOver('cardDetails.number', async () => {
        const [month, year] = card.expiry.split('/').map(Number) as [number, number];
        const details = { number: card.number, exp_month: month, exp_year: 2000 + year, cvc: card.cvv };
        const method = await stripe.paymentMethods.create({ type: 'card', card: details }, keyed(key));
        return { ...faceOfMethod(method, faceOf(card)), token: await attached(method, key) };
      }),
    async adopt(methodId, key) {
      if (!/^pm_\w+$/.test(methodId))
        throw invalid([{ path: 'providerToken.token', message: 'must be the pm_… that Stripe gave the browser' }]);
      try {
        return await handOver('providerToken.token', async () => {
          const method = await stripe.paymentMethods.retrieve(methodId, {}, { timeout: timeLeft(timeoutMs) });
          return { ...faceOfMethod(method), token: await attached(method, key) };
        });
      } catch (error) {
        // not the shop's, or attached to a customer already: Stripe attaches a card only once
        if (error instanceof Problem && error.definite && error.code === 'PROVIDER_REFUSED')
          throw invalid([
            { path: 'providerToken.token', message: 'is no new card of this shop at the payment provider' },
          ]);
        throw error;
      }
    },
    async detach(token) {
      const methodId = token.split(':')[1]!;
      try {
        // without an idempotency key: Stripe would repeat a refusal under it for a day, and a repeated detach has no further effect
        await withProblems(stripe.paymentMethods.detach(methodId, {}, { timeout: timeLeft(timeoutMs) }));
      } catch (error) {
        if (!(error instanceof Problem) || !error.definite || !(await isDetached(methodId))) throw error;
      }
    },
  };
}
