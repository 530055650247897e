import { Problem, timedOut, unavailable } from '@shop/common/errors';
import type Stripe from 'stripe';

/**
 * Converts Stripe's error to a Problem: definite only when Stripe refused this very request. Stripe's own messages and objects are left
 * out: they could repeat what was sent. `errors` comes from the library, which is loaded only where it is used.
 */
export function toProviderProblem(errors: typeof Stripe.errors, error: unknown): unknown {
  if (!(error instanceof errors.StripeError)) return error;
  if (error instanceof errors.StripeConnectionError) {
    return /timed? ?out|ETIMEDOUT/i.test(`${error.message} ${String(error.detail)}`)
      ? timedOut('The payment provider gave no answer in time; what became of the call is being found out.')
      : unavailable('The payment provider cannot be reached; try again shortly.');
  }
  const refused =
    error instanceof errors.StripeInvalidRequestError ||
    error instanceof errors.StripeIdempotencyError ||
    error instanceof errors.StripeCardError;
  // another request with the same key is under way there: its outcome is not known
  if (!refused || error.statusCode === 409 || error.statusCode === 429)
    return unavailable(`The payment provider answered ${error.statusCode ?? 'nothing usable'}; try again shortly.`);
  return new Problem(409, 'PROVIDER_REFUSED', {
    detail: `The payment provider refused: ${error.code ?? error.type}.`,
    extra: { providerCode: error.code ?? error.type },
  });
}
