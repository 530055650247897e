import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@shop/testkit/json';
import { Refusal, StripeAccount } from './stripe-account.js';
import { answer } from './stripe-answers.js';

/**
 * The endpoints of Stripe's API that the adapter uses, as its documentation describes them:
 * - https://docs.stripe.com/api/idempotent_requests: the first answer of a key is repeated, refusals included but not 5xx; the same key
 *   with other parameters is refused.
 * - https://docs.stripe.com/payments/paymentintents/lifecycle: requires_confirmation, requires_capture, succeeded, canceled; a declined one
 *   goes back to requires_payment_method.
 * - https://docs.stripe.com/api/payment_intents/capture and /cancel: refused in any other state (payment_intent_unexpected_state).
 * - https://docs.stripe.com/api/payment_methods/detach: a detached one has no customer, can pay nothing new and cannot be attached again; one that
 *   has none is refused (https://github.com/stripe-ruby-mock/stripe-ruby-mock/issues/751).
 * - https://docs.stripe.com/api/payment_intents/search: by `metadata['reference']`; https://docs.stripe.com/api/pagination for lists.
 * - https://docs.stripe.com/api/refunds/object: pending, succeeded, failed; a failed one can be asked for again.
 * - https://docs.stripe.com/api/disputes/object: needs_response, won, lost and the others; https://docs.stripe.com/testing#disputes: the card that
 *   is disputed as fraudulent. A disputed charge is refused to be refunded, charge_disputed of https://docs.stripe.com/error-codes, unless
 *   is_charge_refundable says so.
 * - https://docs.stripe.com/api/errors and https://docs.stripe.com/declines/codes: card_error with a decline_code is 402.
 * - https://docs.stripe.com/webhooks#verify-manually: the signature, which the library makes and checks.
 */
export interface StripeStandIn extends StripeAccount {
  /** `METHOD path` of each call, in order. */
  readonly calls: string[];
  /** Creates a card as Stripe's field in a browser does (https://docs.stripe.com/js/payment_methods/create_payment_method). */
  inBrowser(number: string): string;
  /** While true, it answers every call with 503. */
  refuseAll: boolean;
  /** Has the customer of a PaymentIntent that requires action approve or fail. */
  customerAnswers(intent: JsonObject, approves: boolean): void;
  /** The next call to this path takes effect, but its answer is lost. */
  loseAnswerTo(path: RegExp, method?: string): void;
  close(): Promise<void>;
}

export async function startStripeStandIn(): Promise<StripeStandIn> {
  const calls: string[] = [];
  const answered = new Map<string, { status: number; body: JsonObject; request: string }>();
  const losing: { path: RegExp; method?: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, 'http://stand-in');
    const form = request.method === 'GET' ? url.searchParams : new URLSearchParams(Buffer.concat(chunks).toString());
    calls.push(`${request.method} ${url.pathname}`);
    const key = request.headers['idempotency-key'] as string | undefined;
    const asked = `${request.method} ${url.pathname} ${form.toString()}`;
    const before = key === undefined || request.method === 'GET' ? undefined : answered.get(key);
    let reply: { status: number; body: JsonObject } | undefined = before;
    // a different request with a used key is refused
    if (before && before.request !== asked) reply = { status: 400, body: { error: { type: 'idempotency_error' } } };
    if (!reply) {
      try {
        if (standIn.refuseAll) throw new Refusal(503, {});
        if (request.headers.authorization !== 'Bearer sk_test_of_the_stand_in') throw new Refusal(401, {});
        reply = { status: 200, body: structuredClone(answer(standIn, request.method!, url.pathname, form)) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        reply = { status: error.status, body: { error: error.body } };
      }
      if (key !== undefined && reply.status < 500) answered.set(key, { ...reply, request: asked });
    }
    const lost = losing.findIndex(
      ({ path, method = request.method }) => method === request.method && path.test(url.pathname),
    );
    if (lost >= 0) return void (losing.splice(lost, 1), request.destroy());
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const standIn: StripeStandIn = Object.assign(new StripeAccount(), {
    refuseAll: false,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    inBrowser(number: string) {
      const made = standIn.id('pm');
      standIn.methods.set(made, { number, customer: null });
      return made;
    },
    customerAnswers(intent: JsonObject, approves: boolean) {
      if (approves) return void standIn.setAside(intent);
      // https://docs.stripe.com/error-codes#payment-intent-authentication-failure
      const error = { type: 'invalid_request_error', code: 'payment_intent_authentication_failure' };
      Object.assign(intent, { status: 'requires_payment_method', next_action: null, last_payment_error: error });
    },
    loseAnswerTo: (path: RegExp, method?: string) => void losing.push({ path, method }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
  return standIn;
}
