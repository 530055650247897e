import type { JsonObject } from '@shop/testkit/json';
import { CREATED, Refusal, type StripeAccount } from './stripe-account.js';

const unexpected = (status: string) =>
  new Refusal(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: status });

/** A new PaymentIntent, for a card that is attached to a customer. */
export function intentMade(account: StripeAccount, form: URLSearchParams): JsonObject {
  if (!account.methods.get(form.get('payment_method')!)?.customer)
    throw new Refusal(400, { type: 'invalid_request_error', message: 'not attached to a customer' });
  const intent = {
    id: account.id('pi'),
    object: 'payment_intent',
    amount: Number(form.get('amount')),
    amount_received: 0,
    currency: form.get('currency'),
    payment_method: form.get('payment_method'),
    metadata: { reference: form.get('metadata[reference]') },
    status: 'requires_confirmation',
    created: CREATED,
    latest_charge: null,
  };
  account.intents.set(intent.id, intent);
  return intent;
}

/** A PaymentIntent after it was confirmed, captured or cancelled, or as it is. */
export function intentAfter(
  account: StripeAccount,
  path: string,
  action: string | undefined,
  form: URLSearchParams,
): JsonObject {
  const intent = account.intentOf(path);
  if (action === 'confirm') {
    if (intent['status'] !== 'requires_confirmation') throw unexpected(intent['status']);
    if (account.methods.get(intent['payment_method'])!.number === '4000000000009995') {
      const error = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };
      Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error });
      throw new Refusal(402, error);
    }
    // https://docs.stripe.com/api/payment_intents/confirm: with error_on_requires_action the attempt fails instead
    if (account.methods.get(intent['payment_method'])!.number === '4000002500003155') {
      if (form.get('error_on_requires_action') === 'true') {
        const error = {
          type: 'card_error',
          code: 'authentication_required',
          decline_code: 'authentication_required',
        };
        Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error });
        throw new Refusal(402, error);
      }
      // https://docs.stripe.com/payments/3d-secure/authentication-flow: redirect_to_url where a return_url was given
      const redirect = { url: `${account.url}/3ds/${intent['id']}`, return_url: form.get('return_url') };
      const next = { type: 'redirect_to_url', redirect_to_url: redirect };
      return Object.assign(intent, { status: 'requires_action', next_action: next });
    }
    account.setAside(intent);
  }
  if (action === 'capture') {
    if (intent['status'] !== 'requires_capture') throw unexpected(intent['status']);
    Object.assign(intent, { status: 'succeeded', amount_received: intent['amount'] });
    if (account.methods.get(intent['payment_method'])!.number === '4000000000000259')
      account.disputes.push({
        id: account.id('dp'),
        object: 'dispute',
        payment_intent: intent['id'],
        amount: intent['amount'],
        currency: intent['currency'],
        reason: 'fraudulent',
        status: 'needs_response',
        is_charge_refundable: false,
        evidence_details: { due_by: CREATED + 1_209_600 },
        created: CREATED + 4,
      });
  }
  if (action === 'cancel') {
    if (['succeeded', 'canceled'].includes(intent['status'])) throw unexpected(intent['status']);
    Object.assign(intent, { status: 'canceled', canceled_at: CREATED + 2 });
  }
  return intent;
}
