import Stripe from 'stripe';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { card, startStand, WEBHOOK_SECRET, type Stand } from './stand.js';
import { startStripeStandIn, type StripeStandIn } from './stripe-stand-in.js';

const KEY = 'sk_test_of_the_stand_in';

/** Has payment-service with a stand-in for Stripe run during the tests of the enclosing `describe`. */
export function withStripe() {
  let stripe: StripeStandIn;
  let stand: Stand;
  let paymentMethodId: string;
  before(async () => {
    stripe = await startStripeStandIn();
    stand = await startStand({
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: KEY,
      STRIPE_API_BASE: stripe.url,
      SHOP_URL: 'https://shop.example/',
    });
    paymentMethodId = await stand.method(card('4242424242424242'));
  });
  after(async () => {
    await stand?.stop();
    await stripe?.close();
  });

  const at = {
    get stand() {
      return stand;
    },
    get stripe() {
      return stripe;
    },
    /** A stored method that is approved. */
    get paymentMethodId() {
      return paymentMethodId;
    },
    /** Authorises $29.99 for the order, with the method of this id or one that is approved. */
    authorize: (orderId: string, method = paymentMethodId) =>
      stand.commands.call('Authorize', {
        orderId,
        userId: 'u1',
        paymentMethodId: method,
        amountMinor: 2999,
        currency: 'USD',
      }),
    /** The id of a new order whose payment is captured. */
    async captured() {
      const orderId = stand.order();
      await at.authorize(orderId);
      await stand.commands.call('Capture', { orderId });
      return orderId;
    },
    intentsOf: (orderId: string) =>
      [...stripe.intents.values()].filter(({ metadata }) => metadata.reference === paymentIdOf(orderId)),
    refundsOf: (orderId: string) =>
      stripe.refunds.filter((refund) => refund['payment_intent'] === at.intentsOf(orderId)[0]!['id']),
    /** The payment of the order, as the API shows it. */
    shown: async (orderId: string) => (await stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`)).body,
    /** Refunds this amount, or the rest, as an administrator does. */
    refund: (orderId: string, amount?: number) =>
      stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/refund`, { amount }, { role: 'admin' }),
    /** Sends a webhook with this body, as Stripe signs it. Returns the status. */
    async sendWebhook(payload: string, secret = WEBHOOK_SECRET) {
      const signature = new Stripe(KEY).webhooks.generateTestHeaderString({ payload, secret });
      const url = `http://127.0.0.1:${stand.app.ports.http}/provider/webhooks`;
      const headers = { 'stripe-signature': signature };
      return (await fetch(url, { method: 'POST', headers, body: payload })).status;
    },
  };
  return at;
}
