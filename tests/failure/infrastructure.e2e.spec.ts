import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';

const ORDERS = 40;

describe(`infrastructure that fails under load, ${ORDERS} orders at a time`, function () {
  this.timeout(120_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let paymentMethodId: string;

  before(async () => {
    shop = await startShop({ replicas: { 'saga-orchestrator': 2 } });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    const method = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
    paymentMethodId = method.body['id'] as string;
    await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
  });
  after(() => shop?.stop());

  /** One order, asked for with one key until it is taken: a client's part in losing nothing. */
  const place = async (): Promise<string> => {
    const key = randomUUID();
    const items = [{ productId: 'product-1', quantity: 1 }];
    for (;;) {
      try {
        const body = { items, shippingAddress: ADDRESS, paymentMethodId };
        const answer = await ann.call('POST', '/api/orders', body, { 'idempotency-key': key });
        if (answer.status === 201 || answer.status === 202) return answer.body['id'] as string;
        if (answer.status < 500 && answer.body['code'] !== 'IDEMPOTENCY_IN_PROGRESS')
          throw new Error(JSON.stringify(answer.body));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      await pause(100);
    }
  };

  /** Places orders one after the other in several lanes, strikes in the middle, and sees every one of them confirmed. */
  const under = async (strike: () => Promise<void> | void) => {
    const sold = async () => (await shop.call('GET', '/api/products/product-1')).body['stock']['sold'] as number;
    const before = await sold();
    const ids: string[] = [];
    const lanes = Array.from({ length: 8 }, async () => {
      while (ids.length < ORDERS) ids.push(await place());
    });
    await until('orders are under way', () => ids.length > 4, 30_000);
    await strike();
    await Promise.all(lanes);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) await shop.settled(ann, id, 'CONFIRMED', 60_000);
    await auditIsClean(admin, 30_000);
    expect(await sold()).to.equal(before + ids.length);
  };

  it('Redis is killed: every accepted order is confirmed once', () => under(() => shop.stack.kill('redis', 'SIGKILL')));

  it('Redis is wiped: every accepted order is confirmed once', () =>
    under(async () => {
      const redis = new Redis(shop.stack.urls['redis']!);
      await redis.flushall();
      redis.disconnect();
    }));

  it('the store is killed: nothing acknowledged is lost', () => under(() => shop.stack.kill('store', 'SIGKILL')));

  for (const name of ['saga-orchestrator', 'order-service', 'payment-service', 'user-service', 'payment-provider'])
    it(`${name} is killed: every accepted order is confirmed once`, () =>
      under(() => shop.stack.kill(name, 'SIGKILL')));

  it('an orchestrator is paused past its lock and comes back: nothing happens twice', () =>
    under(async () => {
      shop.stack.kill('saga-orchestrator', 'SIGSTOP', 2);
      await pause(12_000);
      shop.stack.kill('saga-orchestrator', 'SIGCONT', 2);
    }));
});
