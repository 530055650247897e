import { APPROVED, startStand, type Stand } from './stand.js';

/** Has payment-service run during the tests of the enclosing `describe`; each begins with a saga that carries payments out. */
export function withPayments() {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand?.stop());
  beforeEach(() => {
    stand.peers.onSignal = (signal) => stand.saga(signal);
    stand.peers.signals.length = 0;
  });
  return {
    get stand() {
      return stand;
    },
    /** Sends a payment of $29.99 for the order, with a card. */
    pay: (orderId: string, details: object = APPROVED, more: object = {}, as = {}) =>
      stand.call(
        'POST',
        '/api/payments',
        { orderId, amount: 29.99, paymentMethod: 'credit_card', cardDetails: details, ...more },
        as,
      ),
  };
}
