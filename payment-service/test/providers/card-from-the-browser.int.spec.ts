import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { startStand, type Stand } from '../support/stand.js';
import { startStripeStandIn, type StripeStandIn } from '../support/stripe-stand-in.js';

describe('a card that the browser sends directly to Stripe', () => {
  let stripe: StripeStandIn;
  let stand: Stand;
  before(async () => {
    stripe = await startStripeStandIn();
    // new cards go to the simulator, but one that a browser sent to Stripe stays at Stripe
    stand = await startStand({
      STRIPE_SECRET_KEY: 'sk_test_of_the_stand_in',
      STRIPE_WEBHOOK_KEY: 'whsec_of_the_stand_in_alone',
      STRIPE_API_BASE: stripe.url,
    });
  });
  after(async () => {
    await stand.stop();
    await stripe.close();
  });
  const store = async (token: string, more: { user?: string; key?: string; provider?: string } = {}) => {
    const { provider = 'stripe', ...as } = more;
    const body = { paymentMethod: 'credit_card', providerToken: { provider, token } };
    const answer = await stand.call('POST', '/api/payment-methods', body, as);
    return { status: answer.status, body: answer.body, at: answer.body['errors']?.[0].path as string | undefined };
  };

  it('is stored as Stripe’s token, shown by its last digits, and pays an order at Stripe', async () => {
    const { status, body } = await store(stripe.inBrowser('4242424242424242'));
    expect([status, body['brand'], body['last4'], body['expiry']]).to.deep.equal([201, 'visa', '4242', '03/41']);
    const orderId = stand.order();
    const payment = { orderId, userId: 'u1', paymentMethodId: body['id'], amountMinor: 2999, currency: 'USD' };
    await stand.commands.call('Authorize', payment);
    const intents = [...stripe.intents.values()].filter(({ metadata }) => metadata.reference === paymentIdOf(orderId));
    expect(intents.map(({ status: stands }) => stands)).to.deep.equal(['requires_capture']);
  });

  it('is stored once when the answer was lost and the call is repeated', async () => {
    const token = stripe.inBrowser('4242424242424242');
    stripe.loseAnswerTo(/attach$/);
    expect((await store(token, { key: 'k1' })).status).to.be.oneOf([503, 504]);
    const { status, body } = await store(token, { key: 'k1' });
    expect(status).to.equal(201);
    const again = await store(token, { key: 'k1' });
    expect([again.status, again.body['id']]).to.deep.equal([201, body['id']]);
  });

  it('cannot be stored by another user, and must be known to Stripe', async () => {
    const token = stripe.inBrowser('4242424242424242');
    expect((await store(token)).status).to.equal(201);
    for (const [wrong, user] of [
      [token, 'u2'],
      ['pm_unknown', 'u1'],
    ] as const) {
      const { status, at } = await store(wrong, { user });
      expect([status, at], wrong).to.deep.equal([422, 'providerToken.token']);
    }
    expect((await stand.call('GET', '/api/payment-methods', undefined, { user: 'u2' })).body['items']).to.deep.equal(
      [],
    );
  });

  it('is refused for a provider without browser tokens, an unknown provider, or a malformed token', async () => {
    const token = stripe.inBrowser('4242424242424242');
    for (const provider of ['simulated', 'acme'])
      expect((await store(token, { provider })).at, provider).to.equal('providerToken.provider');
    for (const wrong of ['tok_1', 'pm_1/../customers', '4242424242424242']) {
      const { status, body, at } = await store(wrong);
      expect([status, at], wrong).to.deep.equal([422, 'providerToken.token']);
      expect(JSON.stringify(body)).not.to.include(wrong);
    }
    const both = {
      paymentMethod: 'credit_card',
      cardDetails: { number: '4242424242424242', expiry: '12/40', cvv: '123' },
      providerToken: { provider: 'stripe', token },
    };
    expect((await stand.call('POST', '/api/payment-methods', both)).status).to.equal(422);
    expect((await stand.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card' })).status).to.equal(422);
  });
});
