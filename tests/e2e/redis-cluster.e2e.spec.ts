import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startRedisCluster, type RedisGroup } from '../support/redis-cluster.js';
import { ADDRESS, CARD, startShop, type Person, type Shop } from '../support/shop.js';

describe('the system on a Redis Cluster of three nodes', function () {
  this.timeout(120_000);
  let group: RedisGroup;
  let shop: Shop;
  let customer: Person;
  before(async () => {
    group = await startRedisCluster();
    shop = await startShop({ env: { REDIS_URL: group.url, RATE_LIMIT: 'on' } });
    customer = await shop.register();
  });
  after(async () => {
    await shop?.stop();
    await group?.stop();
  });

  /** The keys of each node. */
  async function keys(): Promise<string[][]> {
    return Promise.all(
      group.ports.map(async (port) => {
        const redis = new Redis(port, '127.0.0.1');
        return redis.keys('*').finally(() => redis.disconnect());
      }),
    );
  }

  it('completes orders, and streams their status by Pub/Sub', async () => {
    const method = await customer.call('POST', '/api/payment-methods', {
      paymentMethod: 'credit_card',
      cardDetails: CARD,
    });
    const items = [{ productId: 'product-1', quantity: 1 }];
    const order = { items, shippingAddress: ADDRESS, paymentMethodId: method.body['id'] };
    const placed = await Promise.all(
      Array.from({ length: 5 }, () => customer.call('POST', '/api/orders', order, { prefer: 'wait=30' })),
    );
    expect(placed.map(({ body }) => body['status'])).to.deep.equal(Array(5).fill('CONFIRMED'));

    const waiting = await customer.call('POST', '/api/orders', { items, shippingAddress: ADDRESS });
    const id = waiting.body['id'] as string;
    await shop.awaitOutcome(customer, id, 'AWAITING_PAYMENT');
    const stream = await fetch(`${shop.url}/api/orders/${id}/events`, {
      headers: { authorization: `Bearer ${customer.token}` },
    });
    await customer.call('POST', `/api/orders/${id}/cancel`);
    expect(await stream.text()).to.contain('"status":"CANCELLED"'); // the last event of the stream
  });

  it('stores the counters of rate limits and of failed log-ins in the cluster', async () => {
    const { headers } = await customer.call('GET', '/api/orders');
    expect(headers.get('ratelimit')).to.match(/r=5\d\d/);
    await shop.call('POST', '/api/users/login', { email: customer.email, password: 'not-the-password' });
    const held = (await keys()).flat();
    expect(held.some((key) => key.startsWith('shop:limit:'))).to.equal(true);
    expect(held.some((key) => key.startsWith('users:failed-log-ins'))).to.equal(true);
  });

  it('keeps all keys of the queue on one node', async () => {
    const holding = (await keys()).filter((each) => each.some((key) => key.startsWith('{shop}:sagas:')));
    expect(holding).to.have.length(1);
  });
});
