import { Redis } from 'ioredis';
import { expect } from 'chai';
import { armingOf, type Arming } from '../support/arming.js';
import { seenEvents, type SeenEvents } from '../support/seen-events.js';
import { ADDRESS, CARD, startShop, type Person, type Shop } from '../support/shop.js';

describe('events, under failures', function () {
  this.timeout(300_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let faults: Arming;
  let seen: SeenEvents;

  before(async () => {
    shop = await startShop({
      env: { FAULT_INJECTION: 'on' },
      replicas: { 'order-service': 2 },
      longestRestartMs: 500,
    });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    faults = armingOf(shop, admin);
    await admin.call('POST', '/api/products/product-1/restock', { quantity: 10_000 });
    seen = await seenEvents(shop);
  });
  after(async () => {
    await seen?.close();
    await shop?.stop();
  });

  const replicasOf = (name: string) => Object.keys(shop.stack.ports).filter((each) => each.startsWith(name));

  async function buy(): Promise<string> {
    const method = { paymentMethod: 'credit_card', cardDetails: CARD };
    const { body: card } = await ann.call('POST', '/api/payment-methods', method);
    const placing = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };
    const { status, body } = await ann.call('POST', '/api/orders', { ...placing, paymentMethodId: card['id'] });
    expect([201, 202]).to.include(status);
    return body['id'] as string;
  }
  async function expectEvents(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => shop.awaitOutcome(ann, id, 'CONFIRMED', 60_000)));
    await seen.expectBought(ids);
  }

  it('reach a reader that starts after they were published', async () => {
    const early = [await buy(), await buy()];
    await Promise.all(early.map((id) => shop.awaitOutcome(ann, id, 'CONFIRMED')));
    seen.read();
    await expectEvents([...early, await buy()]);
  });

  it('reach the reader although Redis is flushed while orders are placed', async () => {
    const redis = new Redis(shop.stack.urls['redis']!);
    const ids: string[] = [];
    for (let each = 0; each < 5; each++) {
      ids.push(await buy());
      await redis.flushall();
    }
    redis.disconnect();
    await expectEvents(ids);
  });

  const points = (of: string, prefix: string) =>
    ['append.before', 'append.after', 'mark.before', 'mark.after'].map((at) => [of, `${prefix}.event-${at}`] as const);
  const all = [...points('order-service', 'order'), ...points('payment-service', 'payment')];
  // between appending an event and marking it as appended, and after both: where an event could be lost or duplicated
  const usual = all.filter(([, at]) => at.startsWith('order.') && /append.after|mark.after/.test(at));
  for (const [killed, at] of process.env['MATRIX'] === 'full' ? all : usual)
    it(`reach the reader once when ${killed} is killed at ${at}`, async () => {
      // any replica may append
      await Promise.all(replicasOf(killed).map((replica) => faults.arm(replica, { at, do: 'crash' })));
      const ids = [await buy(), await buy()];
      await expectEvents(ids);
    });
});
