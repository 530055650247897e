import type { JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import Stripe from 'stripe';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { sign, SIGNATURE_HEADER } from '@shop/payment-provider/signature';
import { card, startStand, thrown, WEBHOOK_SECRET, type Stand } from '../support/stand.js';
import { startStripeStandIn, type StripeStandIn } from '../support/stripe-stand-in.js';

const STRIPE_WEBHOOK_KEY = 'whsec_of_the_stand_in_alone';

describe('two payment providers at once', () => {
  let stripe: StripeStandIn;
  let stand: Stand;
  let both: Record<string, string>;
  before(async () => {
    stripe = await startStripeStandIn();
    stand = await startStand();
    both = { STRIPE_SECRET_KEY: 'sk_test_of_the_stand_in', STRIPE_API_BASE: stripe.url, STRIPE_WEBHOOK_KEY };
  });
  after(async () => {
    await stand.stop();
    await stripe.close();
  });
  const authorize = async (paymentMethodId: string, currency = 'USD') => {
    const orderId = stand.order();
    await stand.commands.call('Authorize', { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency });
    return orderId;
  };
  const isAtStripe = (orderId: string) =>
    [...stripe.intents.values()].some(({ metadata }) => metadata.reference === paymentIdOf(orderId));
  const isSimulated = async (orderId: string) => (await stand.books(paymentIdOf(orderId))) !== undefined;
  const shown = async (orderId: string) => (await stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`)).body;
  const payments = () => stand.database.collection<JsonObject>('payments');
  const methods = () => stand.database.collection<JsonObject>('payment_methods');

  it('keeps payments and stored cards where they are when the default is another', async () => {
    const old = await stand.method(card('4242424242424242'));
    const open = await authorize(old);
    const captured = await authorize(old);
    await stand.commands.call('Capture', { orderId: captured });
    // as an earlier release, with a single provider, wrote them
    for (const collection of [payments(), methods()]) await collection.updateMany({}, { $unset: { provider: 1 } });
    await stand.restartApp({ ...both, PAYMENT_PROVIDER: 'stripe' });

    await stand.commands.call('Capture', { orderId: open });
    expect(await stand.commands.call('Refund', { orderId: captured })).to.deep.equal({ refundedMinor: 2999 });
    expect([(await shown(open))['status'], (await shown(captured))['status']]).to.deep.equal(['CAPTURED', 'REFUNDED']);
    const again = await authorize(old);
    expect([await isSimulated(again), isAtStripe(again)]).to.deep.equal([true, false]);
    const fresh = await authorize(await stand.method(card('4242424242424242')));
    expect([await isSimulated(fresh), isAtStripe(fresh)]).to.deep.equal([false, true]);
    for (const orderId of [again, fresh]) await stand.commands.call('Void', { orderId });
  });

  it('applies the rules to new cards only: currency, brand, then a share', async () => {
    await stand.restartApp({ ...both, PAYMENT_RULES: 'KRW=stripe,amex=stripe,0%=stripe' });
    const amex = await authorize(await stand.method(card('378282246310005')));
    const visa = await authorize(await stand.method(card('4242424242424242')));
    expect([isAtStripe(amex), isAtStripe(visa), await isSimulated(visa)]).to.deep.equal([true, false, true]);
    const orderId = stand.order();
    stand.peers.orders.get(orderId)!.currency = 'KRW';
    const body = { orderId, amount: 2999, paymentMethod: 'credit_card', cardDetails: card('4242424242424242') };
    const paid = await stand.call('POST', '/api/payments', body);
    expect([paid.status, paid.body['currency'], isAtStripe(orderId)]).to.deep.equal([201, 'KRW', true]);
  });

  it('accepts each provider’s webhooks by its own signature, and only for its own payments', async () => {
    const here = await authorize(await stand.method(card('4242424242424242')));
    const there = await authorize(await stand.method(card('378282246310005')));
    const post = async (body: string, headers: Record<string, string>) => {
      const url = `http://127.0.0.1:${stand.environments.app['PORT']}/provider/webhooks`;
      const all = { 'content-type': 'application/json', ...headers };
      return (await fetch(url, { method: 'POST', headers: all, body })).status;
    };
    const toStripe = (reference: string, secret: string) => {
      const object = { metadata: { reference } };
      const payload = JSON.stringify({ id: 'evt_1', type: 'payment_intent.canceled', data: { object } });
      return post(payload, {
        'stripe-signature': new Stripe('sk_test_nothing').webhooks.generateTestHeaderString({ payload, secret }),
      });
    };
    const intent = [...stripe.intents.values()].find(({ metadata }) => metadata.reference === paymentIdOf(there))!;
    Object.assign(intent, { status: 'canceled', canceled_at: 1_700_000_001 });
    expect(await toStripe(paymentIdOf(there), WEBHOOK_SECRET)).to.equal(401);
    expect((await shown(there))['status']).to.equal('AUTHORIZED');
    expect(await toStripe(paymentIdOf(there), STRIPE_WEBHOOK_KEY)).to.equal(204);
    expect((await shown(there))['status']).to.equal('VOIDED');

    // correctly signed by the simulated provider, for a payment at Stripe
    const other = await authorize(await stand.method(card('378282246310005')));
    const forged = { ...(await stand.books(paymentIdOf(here))), reference: paymentIdOf(other), voided: true };
    const body = JSON.stringify({ id: 'evt_2', type: 'charge.changed', charge: forged });
    const signature = sign(WEBHOOK_SECRET, Buffer.from(body), Date.now());
    expect(await post(body, { [SIGNATURE_HEADER]: signature })).to.equal(204);
    expect((await shown(other))['status']).to.equal('AUTHORIZED');
    expect(await post(body, {})).to.equal(401);
  });

  it('reconciles what is in doubt at one while the other cannot be asked', async () => {
    const [visa, amex] = [await stand.method(card('4242424242424242')), await stand.method(card('378282246310005'))];
    const here = stand.order();
    await stand.arm('app', 'payment.provider-call.after', 'error');
    await stand.arm('provider', 'provider.webhook.before', 'drop-reply', { times: 100 });
    const command = { orderId: here, userId: 'u1', paymentMethodId: visa, amountMinor: 2999, currency: 'USD' };
    await thrown(stand.commands.call('Authorize', command));
    const there = await authorize(amex);
    await payments().updateOne({ orderId: there }, { $set: { nextCheckAt: new Date(0) } });
    stripe.refuseAll = true;
    try {
      await stand.app.reconcile();
      expect((await shown(here))['status']).to.equal('AUTHORIZED');
    } finally {
      stripe.refuseAll = false;
      await stand.disarm();
    }
    stand.log.length = 0;
    await stand.restartApp({});
    const waiting = await thrown(stand.commands.call('Capture', { orderId: there }));
    expect([waiting.status, waiting.message]).to.deep.equal([
      503,
      'The payment provider stripe is not configured here; this waits until it is.',
    ]);
    // the log names the missing provider; no new payment with its cards is begun, because it could not be undone
    const warning = await until('the operator is warned', () =>
      stand.log.find((line) => line.includes('is not configured;')),
    );
    expect(JSON.parse(warning)).to.include({ level: 'error', provider: 'stripe' }).and.have.property('count').above(0);
    const orderId = stand.order();
    for (const refused of [
      stand.commands.call('GetMethod', { paymentMethodId: amex, userId: 'u1' }),
      stand.commands.call('Authorize', { ...command, orderId, paymentMethodId: amex }),
    ])
      expect((await thrown(refused)).code).to.equal('PAYMENT_METHOD_NOT_FOUND');
    // an order whose saga was refused is not paid otherwise: the saga cancels it
    const paid = await stand.call('POST', '/api/payments', { orderId: stand.order(), paymentMethodId: amex });
    expect([paid.status, paid.body['code']]).to.deep.equal([404, 'PAYMENT_METHOD_NOT_FOUND']);
    await stand.commands.call('Void', { orderId });
    expect((await stand.call('DELETE', `/api/payment-methods/${amex}`)).status).to.equal(204);
    await stand.restartApp(both);
    await stand.commands.call('Capture', { orderId: there });
    expect(await stand.commands.call('Refund', { orderId: there })).to.deep.equal({ refundedMinor: 2999 });
  });
});
