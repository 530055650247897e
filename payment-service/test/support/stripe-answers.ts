import type { JsonObject } from '@shop/testkit/json';
import { CREATED, list, Refusal, type StripeAccount } from './stripe-account.js';
import { intentAfter, intentMade } from './stripe-intents.js';

/** The answer to a call. Throws a `Refusal` where Stripe refuses. */
export function answer(account: StripeAccount, method: string, path: string, form: URLSearchParams): JsonObject {
  const action = path.split('/')[4];
  if (path === '/v1/payment_methods') {
    const made = account.id('pm');
    account.methods.set(made, { number: form.get('card[number]')!, customer: null });
    return { id: made, object: 'payment_method', card: { brand: 'visa' } };
  }
  if (path === '/v1/customers') return { id: account.id('cus'), object: 'customer' };
  if (path.startsWith('/v1/payment_methods/')) return cardAfter(account, path.split('/')[3]!, action, form);
  if (path === '/v1/payment_intents' && method === 'POST') return intentMade(account, form);
  if (path === '/v1/payment_intents') {
    // https://docs.stripe.com/api/payment_intents/list: the newest first; those after `starting_after`
    const all = [...account.intents.values()]
      .reverse()
      .filter((each) => each['created'] >= Number(form.get('created[gte]')));
    const from = all.findIndex((each) => each['id'] === form.get('starting_after')) + 1;
    const page = all.slice(from, from + Number(form.get('limit')));
    return { ...list(page.map((each) => account.withRefunds(each))), has_more: from + page.length < all.length };
  }
  if (path === '/v1/payment_intents/search') {
    const wanted = /'([^']+)'$/.exec(form.get('query')!)?.[1];
    return {
      ...list([...account.intents.values()].filter(({ metadata }) => metadata.reference === wanted)),
      next_page: null,
    };
  }
  if (path === '/v1/refunds' && method === 'GET') {
    const ofIntent = form.get('payment_intent');
    if (ofIntent !== null) return list(account.refunds.filter((refund) => refund['payment_intent'] === ofIntent));
    // https://docs.stripe.com/api/refunds/list: the newest first; those after `starting_after`
    return account.pageOf(account.refunds, form);
  }
  if (path === '/v1/disputes') return account.pageOf(account.disputes, form);
  if (path.startsWith('/v1/disputes/')) {
    const dispute = account.disputes.find((each) => each['id'] === path.split('/')[3]);
    if (!dispute) throw new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing' });
    return account.withIntent(dispute);
  }
  if (path === '/v1/refunds') return refundMade(account, form);
  return intentAfter(account, path, action, form);
}

/** A card after it was attached or detached, or as it is. */
function cardAfter(
  account: StripeAccount,
  methodId: string,
  action: string | undefined,
  form: URLSearchParams,
): JsonObject {
  const found = account.methods.get(methodId);
  if (!found) throw new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing' });
  if (action === 'attach') {
    // https://docs.stripe.com/payments/payment-methods#customers: a card is attached once
    if (found.customer !== null) throw new Refusal(400, { type: 'invalid_request_error' });
    found.customer = form.get('customer');
  }
  if (action === 'detach') {
    if (account.keepCards || found.customer === null) throw new Refusal(400, { type: 'invalid_request_error' });
    found.customer = null;
  }
  const card = { brand: 'visa', last4: found.number.slice(-4), exp_month: 3, exp_year: 2041 };
  return { id: methodId, object: 'payment_method', customer: found.customer, card };
}

/** A new refund, unless its charge is disputed or gives no more. */
function refundMade(account: StripeAccount, form: URLSearchParams): JsonObject {
  const intent = account.intents.get(form.get('payment_intent')!)!;
  const dispute = account.disputeOf(intent['metadata'].reference);
  if (dispute && dispute['status'] !== 'won' && !dispute['is_charge_refundable'])
    throw new Refusal(400, { type: 'invalid_request_error', code: 'charge_disputed' });
  // https://docs.stripe.com/api/refunds/create: a failed one gives its amount back to be refunded again
  const given = account.refunds
    .filter((each) => each['payment_intent'] === intent['id'] && each['status'] !== 'failed')
    .reduce((sum, each) => sum + Number(each['amount']), 0);
  if (given + Number(form.get('amount')) > intent['amount_received'])
    throw new Refusal(400, { type: 'invalid_request_error', code: 'charge_already_refunded' });
  const refund = {
    id: account.id('re'),
    object: 'refund',
    payment_intent: form.get('payment_intent'),
    amount: Number(form.get('amount')),
    metadata: { key: form.get('metadata[key]') },
    status: account.refundStatus,
    created: CREATED + 3,
  };
  account.refunds.push(refund);
  return refund;
}
