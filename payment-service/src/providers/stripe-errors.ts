import { Problem, timedOut, unavailable } from '@shop/common/errors';
import Stripe from 'stripe';

/**
 * What Stripe threw as a Problem: definite only where Stripe says no to this very request. Stripe's own words and
 * objects are left out: they could repeat what was sent.
 */
export function toProviderProblem(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return /timed? ?out|ETIMEDOUT/i.test(`${error.message} ${String(error.detail)}`)
      ? timedOut('The payment provider gave no answer in time; what became of the call is being found out.')
      : unavailable('The payment provider cannot be reached; try again shortly.');
  }
  const refused =
    error instanceof Stripe.errors.StripeInvalidRequestError ||
    error instanceof Stripe.errors.StripeIdempotencyError ||
    error instanceof Stripe.errors.StripeCardError;
  // another request with the same key is under way there: what becomes of it is not known
  if (!refused || error.statusCode === 409 || error.statusCode === 429)
    return unavailable(`The payment provider answered ${error.statusCode ?? 'nothing usable'}; try again shortly.`);
  return new Problem(409, 'PROVIDER_REFUSED', {
    detail: `The payment provider refused: ${error.code ?? error.type}.`,
    extra: { providerCode: error.code ?? error.type },
  });
}
