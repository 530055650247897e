import { fromMinor } from '@shop/protos/money';
import { expect } from 'chai';
import { v7 } from 'uuid';
import { card, startStand, thrown, type Stand } from '../support/stand.js';
import { startStripeStandIn, type StripeStandIn } from '../support/stripe-stand-in.js';

describe('an amount that the payment provider can never move', () => {
  let stripe: StripeStandIn;
  let stand: Stand;
  before(async () => {
    stripe = await startStripeStandIn();
    stand = await startStand({
      PAYMENT_RULES: 'KWD=stripe',
      STRIPE_SECRET_KEY: 'sk_test_of_the_stand_in',
      STRIPE_API_BASE: stripe.url,
      STRIPE_WEBHOOK_KEY: 'whsec_of_the_stand_in_alone',
    });
  });
  after(async () => {
    await stand.stop();
    await stripe.close();
  });

  function order(totalMinor: number, currency = 'KWD'): string {
    const orderId = stand.order(totalMinor);
    stand.peers.orders.get(orderId)!.currency = currency;
    return orderId;
  }
  async function pay(orderId: string) {
    const { totalMinor, currency } = stand.peers.orders.get(orderId)!;
    const amount = fromMinor(totalMinor, currency!);
    const cardDetails = card('4242424242424242');
    return stand.call('POST', '/api/payments', { orderId, amount, paymentMethod: 'credit_card', cardDetails });
  }
  async function paid(currency: string): Promise<string> {
    const orderId = order(2990, currency);
    expect((await pay(orderId)).status).to.equal(201);
    return orderId;
  }
  const cheaper = async (method: 'CheckRefundChange' | 'RefundChange', orderId: string, amountMinor: number) =>
    stand.commands.call(method, { changeId: v7(), orderId, amountMinor });

  it('is refused as the refund of a change before the change begins, where the refund would never be made', async () => {
    const orderId = await paid('KWD');
    const refused = await thrown(cheaper('CheckRefundChange', orderId, 1005));
    expect([refused.status, refused.code, refused.extra]).to.deep.equal([
      422,
      'AMOUNT_NOT_IN_STEPS',
      { step: 0.01, currency: 'KWD' },
    ]);
    expect(refused.message).to.match(/steps of 0\.010 KWD, which 1\.005 is not: .*cancel the order/);
    expect((await thrown(cheaper('RefundChange', orderId, 1005))).code).to.equal('PROVIDER_REFUSED');
    expect(await cheaper('CheckRefundChange', orderId, 1010)).to.deep.equal({});
    expect(stripe.refunds).to.deep.equal([]);
    expect(await cheaper('RefundChange', orderId, 1010)).to.deep.equal({ refundedMinor: 1010 });
  });

  it('is none at a provider without steps, or where there is no payment', async () => {
    for (const orderId of [await paid('USD'), v7()])
      expect(await cheaper('CheckRefundChange', orderId, 1005)).to.deep.equal({});
  });

  it('is refused as the total of an order, which can still be changed and paid', async () => {
    const orderId = order(2995);
    const charges = stripe.intents.size;
    const signals = stand.peers.signals.length;
    const { status, body } = await pay(orderId);
    expect([status, body['code'], body['step']]).to.deep.equal([422, 'AMOUNT_NOT_IN_STEPS', 0.01]);
    expect([stripe.intents.size, stand.peers.signals.length]).to.deep.equal([charges, signals]);
    stand.peers.orders.get(orderId)!.totalMinor = 3000;
    expect((await pay(orderId)).status).to.equal(201);
  });
});
