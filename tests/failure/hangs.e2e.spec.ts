import { setTimeout as pause } from 'node:timers/promises';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';
import { ADDRESS, CARD, startShop, type Person, type Reply, type Shop } from '../support/shop.js';
import { countedBy, steadyLoad } from '../support/steady-load.js';
import { until } from '@shop/testkit/until';

const paymentMethod = { paymentMethod: 'credit_card', cardDetails: CARD };

/** Far less than the 30 s after which a silent connection is closed. On an idle machine it takes one second. */
const SOON_MS = 6_000;

describe('a process that is frozen for twelve seconds', function () {
  this.timeout(120_000);
  let shop: Shop;
  let buyer: Person;
  let order: object;
  before(async () => {
    shop = await startShop();
    buyer = await shop.register();
    const card = (await buyer.call('POST', '/api/payment-methods', paymentMethod)).body['id'];
    order = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS, paymentMethodId: card };
  });
  after(() => shop?.stop());

  for (const name of processNames.filter((each) => processOf(each).grpc !== undefined))
    it(`is used again within 6 s after it resumes: ${name}`, async () => {
      const logIn = () => shop.call('POST', '/api/users/login', { email: buyer.email, password: 'password123' });
      const kinds: (() => Promise<Reply>)[] = [
        () => buyer.call('POST', '/api/orders', order),
        () => buyer.call('GET', '/api/payments'),
        () => shop.call('GET', '/api/products'),
        logIn,
      ];
      const load = steadyLoad(8, (n) => kinds[n % kinds.length]!());
      await until('requests are answered', () => load.answered.length > 20);
      shop.stack.kill(name, 'SIGSTOP');
      await pause(12_000);
      shop.stack.kill(name, 'SIGCONT');
      const returned = performance.now();
      // together these calls need every one of the processes
      await until('an order is accepted', async () => (await buyer.call('POST', '/api/orders', order)).status === 201);
      await until('a log-in succeeds', async () => (await logIn()).status === 200);
      await until('a payment is read', async () => (await buyer.call('GET', '/api/payments')).status === 200);
      const took = performance.now() - returned;
      const later = () => load.answered.filter(({ sentAt }) => sentAt > returned + SOON_MS);
      await until('requests are answered later on', () => later().length > 10, 60_000);
      await load.stop();
      expect(took).to.be.below(SOON_MS);
      const lost = later().filter(({ reply }) => reply.status >= 300);
      expect(countedBy(lost)).to.deep.equal({});
    });
});
