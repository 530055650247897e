import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

type Json = Record<string, any>;

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
export interface StripeStandIn {
  readonly url: string;
  readonly intents: Map<string, Json>;
  /** The cards by id. One without a customer is not attached yet, or detached. */
  readonly methods: Map<string, { readonly number: string; customer: string | null }>;
  readonly refunds: Json[];
  readonly disputes: Json[];
  /** The dispute of the charge with this reference; undefined when there is none. */
  disputeOf(reference: string): Json | undefined;
  /** `METHOD path` of each call, in order. */
  readonly calls: string[];
  /** Creates a card as Stripe's field in a browser does (https://docs.stripe.com/js/payment_methods/create_payment_method). */
  inBrowser(number: string): string;
  /** The first status of new refunds. */
  refundStatus: 'succeeded' | 'pending' | 'failed';
  /** While true, it refuses to detach any card. */
  keepCards: boolean;
  /** While true, it answers every call with 503. */
  refuseAll: boolean;
  /** Has the customer of a PaymentIntent that requires action approve or fail. */
  customerAnswers(intent: Json, approves: boolean): void;
  /** The next call to this path takes effect, but its answer is lost. */
  loseAnswerTo(path: RegExp, method?: string): void;
  close(): Promise<void>;
}

class Refusal extends Error {
  readonly status: number;
  readonly body: Json;
  constructor(status: number, body: Json) {
    super(body['code']);
    this.status = status;
    this.body = body;
  }
}
const unexpected = (status: string) =>
  new Refusal(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: status });

export async function startStripeStandIn(): Promise<StripeStandIn> {
  const intents = new Map<string, Json>();
  const methods: StripeStandIn['methods'] = new Map();
  const refunds: Json[] = [];
  const disputes: Json[] = [];
  const disputeOf = (reference: string) =>
    disputes.find((each) => intents.get(each['payment_intent'])!['metadata'].reference === reference);
  const withIntent = (each: Json) => ({ ...each, payment_intent: intents.get(each['payment_intent']) ?? null });
  /** https://docs.stripe.com/api/pagination: the newest first; those after `starting_after`. */
  const pageOf = (of: readonly Json[], form: URLSearchParams) => {
    const all = [...of].reverse().filter((each) => each['created'] >= Number(form.get('created[gte]')));
    const from = all.findIndex((each) => each['id'] === form.get('starting_after')) + 1;
    const page = all.slice(from, from + Number(form.get('limit')));
    return { ...list(page.map(withIntent)), has_more: from + page.length < all.length };
  };
  const calls: string[] = [];
  const answered = new Map<string, { status: number; body: Json; request: string }>();
  const losing: { path: RegExp; method?: string | undefined }[] = [];
  let count = 0;
  const id = (prefix: string) => `${prefix}_${++count}`;
  const created = 1_700_000_000;

  const list = (data: Json[]) => ({ object: 'list', data, has_more: false });
  /** https://docs.stripe.com/api/charges/object: a charge contains its refunds. */
  function withRefunds(intent: Json): Json {
    if (!intent['latest_charge']) return intent;
    const given = refunds.filter((each) => each['payment_intent'] === intent['id'] && each['status'] === 'succeeded');
    const amountRefunded = given.reduce((sum, each) => sum + Number(each['amount']), 0);
    return { ...intent, latest_charge: { ...intent['latest_charge'], amount_refunded: amountRefunded } };
  }
  const setAside = (intent: Json) =>
    Object.assign(intent, {
      status: 'requires_capture',
      next_action: null,
      latest_charge: { id: id('ch'), status: 'succeeded', created: created + 1 },
    });
  function intentOf(path: string): Json {
    const intent = intents.get(path.split('/')[3]!);
    if (!intent) throw new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing' });
    return intent;
  }
  function methodAfter(methodId: string, action: string | undefined, form: URLSearchParams): Json {
    const found = methods.get(methodId);
    if (!found) throw new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing' });
    if (action === 'attach') {
      // https://docs.stripe.com/payments/payment-methods#customers: a card is attached once
      if (found.customer !== null) throw new Refusal(400, { type: 'invalid_request_error' });
      found.customer = form.get('customer');
    }
    if (action === 'detach') {
      if (standIn.keepCards || found.customer === null) throw new Refusal(400, { type: 'invalid_request_error' });
      found.customer = null;
    }
    const card = { brand: 'visa', last4: found.number.slice(-4), exp_month: 3, exp_year: 2041 };
    return { id: methodId, object: 'payment_method', customer: found.customer, card };
  }
  function answer(method: string, path: string, form: URLSearchParams): Json {
    const action = path.split('/')[4];
    if (path === '/v1/payment_methods') {
      const made = id('pm');
      methods.set(made, { number: form.get('card[number]')!, customer: null });
      return { id: made, object: 'payment_method', card: { brand: 'visa' } };
    }
    if (path === '/v1/customers') return { id: id('cus'), object: 'customer' };
    if (path.startsWith('/v1/payment_methods/')) return methodAfter(path.split('/')[3]!, action, form);
    if (path === '/v1/payment_intents' && method === 'POST') {
      if (!methods.get(form.get('payment_method')!)?.customer)
        throw new Refusal(400, { type: 'invalid_request_error', message: 'not attached to a customer' });
      const intent = {
        id: id('pi'),
        object: 'payment_intent',
        amount: Number(form.get('amount')),
        amount_received: 0,
        currency: form.get('currency'),
        payment_method: form.get('payment_method'),
        metadata: { reference: form.get('metadata[reference]') },
        status: 'requires_confirmation',
        created,
        latest_charge: null,
      };
      intents.set(intent.id, intent);
      return intent;
    }
    if (path === '/v1/payment_intents') {
      // https://docs.stripe.com/api/payment_intents/list: the newest first; those after `starting_after`
      const all = [...intents.values()].reverse().filter((each) => each['created'] >= Number(form.get('created[gte]')));
      const from = all.findIndex((each) => each['id'] === form.get('starting_after')) + 1;
      const page = all.slice(from, from + Number(form.get('limit')));
      return { ...list(page.map(withRefunds)), has_more: from + page.length < all.length };
    }
    if (path === '/v1/payment_intents/search') {
      const wanted = /'([^']+)'$/.exec(form.get('query')!)?.[1];
      return {
        ...list([...intents.values()].filter(({ metadata }) => metadata.reference === wanted)),
        next_page: null,
      };
    }
    if (path === '/v1/refunds' && method === 'GET') {
      const ofIntent = form.get('payment_intent');
      if (ofIntent !== null) return list(refunds.filter((refund) => refund['payment_intent'] === ofIntent));
      // https://docs.stripe.com/api/refunds/list: the newest first; those after `starting_after`
      return pageOf(refunds, form);
    }
    if (path === '/v1/disputes') return pageOf(disputes, form);
    if (path.startsWith('/v1/disputes/')) {
      const dispute = disputes.find((each) => each['id'] === path.split('/')[3]);
      if (!dispute) throw new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing' });
      return withIntent(dispute);
    }
    if (path === '/v1/refunds') {
      const intent = intents.get(form.get('payment_intent')!)!;
      const dispute = disputeOf(intent['metadata'].reference);
      if (dispute && dispute['status'] !== 'won' && !dispute['is_charge_refundable'])
        throw new Refusal(400, { type: 'invalid_request_error', code: 'charge_disputed' });
      // https://docs.stripe.com/api/refunds/create: a failed one gives its amount back to be refunded again
      const given = refunds
        .filter((each) => each['payment_intent'] === intent['id'] && each['status'] !== 'failed')
        .reduce((sum, each) => sum + Number(each['amount']), 0);
      if (given + Number(form.get('amount')) > intent['amount_received'])
        throw new Refusal(400, { type: 'invalid_request_error', code: 'charge_already_refunded' });
      const refund = {
        id: id('re'),
        object: 'refund',
        payment_intent: form.get('payment_intent'),
        amount: Number(form.get('amount')),
        metadata: { key: form.get('metadata[key]') },
        status: standIn.refundStatus,
        created: created + 3,
      };
      refunds.push(refund);
      return refund;
    }
    const intent = intentOf(path);
    if (action === 'confirm') {
      if (intent['status'] !== 'requires_confirmation') throw unexpected(intent['status']);
      if (methods.get(intent['payment_method'])!.number === '4000000000009995') {
        const error = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };
        Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error });
        throw new Refusal(402, error);
      }
      // https://docs.stripe.com/api/payment_intents/confirm: with error_on_requires_action the attempt fails instead
      if (methods.get(intent['payment_method'])!.number === '4000002500003155') {
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
        const redirect = { url: `${standIn.url}/3ds/${intent['id']}`, return_url: form.get('return_url') };
        const next = { type: 'redirect_to_url', redirect_to_url: redirect };
        return Object.assign(intent, { status: 'requires_action', next_action: next });
      }
      setAside(intent);
    }
    if (action === 'capture') {
      if (intent['status'] !== 'requires_capture') throw unexpected(intent['status']);
      Object.assign(intent, { status: 'succeeded', amount_received: intent['amount'] });
      if (methods.get(intent['payment_method'])!.number === '4000000000000259')
        disputes.push({
          id: id('dp'),
          object: 'dispute',
          payment_intent: intent['id'],
          amount: intent['amount'],
          currency: intent['currency'],
          reason: 'fraudulent',
          status: 'needs_response',
          is_charge_refundable: false,
          evidence_details: { due_by: created + 1_209_600 },
          created: created + 4,
        });
    }
    if (action === 'cancel') {
      if (['succeeded', 'canceled'].includes(intent['status'])) throw unexpected(intent['status']);
      Object.assign(intent, { status: 'canceled', canceled_at: created + 2 });
    }
    return intent;
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, 'http://stand-in');
    const form = request.method === 'GET' ? url.searchParams : new URLSearchParams(Buffer.concat(chunks).toString());
    calls.push(`${request.method} ${url.pathname}`);
    const key = request.headers['idempotency-key'] as string | undefined;
    const asked = `${request.method} ${url.pathname} ${form.toString()}`;
    const before = key === undefined || request.method === 'GET' ? undefined : answered.get(key);
    let reply: { status: number; body: Json } | undefined = before;
    // a different request with a used key is refused
    if (before && before.request !== asked) reply = { status: 400, body: { error: { type: 'idempotency_error' } } };
    if (!reply) {
      try {
        if (standIn.refuseAll) throw new Refusal(503, {});
        if (request.headers.authorization !== 'Bearer sk_test_of_the_stand_in') throw new Refusal(401, {});
        reply = { status: 200, body: structuredClone(answer(request.method!, url.pathname, form)) };
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
  const standIn: StripeStandIn = {
    refundStatus: 'succeeded',
    keepCards: false,
    refuseAll: false,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    intents,
    methods,
    refunds,
    disputes,
    disputeOf,
    calls,
    inBrowser(number) {
      const made = id('pm');
      methods.set(made, { number, customer: null });
      return made;
    },
    customerAnswers(intent, approves) {
      if (approves) return void setAside(intent);
      // https://docs.stripe.com/error-codes#payment-intent-authentication-failure
      const error = { type: 'invalid_request_error', code: 'payment_intent_authentication_failure' };
      Object.assign(intent, { status: 'requires_payment_method', next_action: null, last_payment_error: error });
    },
    loseAnswerTo: (path, method) => void losing.push({ path, method }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return standIn;
}
