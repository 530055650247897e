import { createHmac } from 'node:crypto';
import type { JsonObject } from '@shop/testkit/json';
import { Redis } from 'ioredis';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { armingOf } from '../support/arming.js';
import { ADDRESS, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { webhookReceiver } from '../support/webhook-receiver.js';

describe('webhooks of a whole shop', function () {
  this.timeout(240_000);
  let shop: Shop;
  let admin: Person;
  let user: Person;
  let receiver: Awaited<ReturnType<typeof webhookReceiver>>;
  let webhook: JsonObject;
  const all = ['order.created', 'order.awaiting_payment', 'order.confirmed', 'payment.authorized', 'payment.captured'];

  before(async () => {
    shop = await startShop({ env: { WEBHOOKS_ALLOW_PRIVATE: 'on', FAULT_INJECTION: 'on' } });
    [admin, user] = await Promise.all([shop.admin(), shop.register()]);
    receiver = await webhookReceiver();
    const answer = await admin.call('POST', '/api/webhooks', { url: receiver.url, events: ['*'] });
    expect(answer.status).to.equal(201);
    webhook = answer.body;
  });
  after(async () => {
    await shop?.stop();
    await receiver?.stop();
  });

  const buy = async (): Promise<string> => {
    const card = { paymentMethod: 'credit_card', cardDetails: CARD };
    const { body: method } = await user.call('POST', '/api/payment-methods', card);
    const items = [{ productId: 'product-1', quantity: 1 }];
    const { body } = await user.call('POST', '/api/orders', {
      items,
      shippingAddress: ADDRESS,
      paymentMethodId: method['id'],
    });
    return body['id'];
  };
  const allArrive = (id: string, ms?: number) =>
    until(
      `all events of ${id} arrive`,
      () => {
        const types = new Set(receiver.about(id));
        if (all.every((type) => types.has(type))) return true;
        throw new Error(`so far ${[...types].join(', ')}`);
      },
      ms,
    );

  it('deliver every event of an order, signed, with the event as body', async () => {
    const id = await buy();
    await allArrive(id);
    expect([...receiver.about(id)].sort()).to.deep.equal([...all].sort());
    const ofOrder = receiver.about(id).filter((type) => type.startsWith('order.'));
    expect(ofOrder).to.deep.equal(all.slice(0, 3));
    for (const { headers, body } of receiver.received) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const key = Buffer.from(webhook['secret'].replace('whsec_', ''), 'base64');
      const signature = createHmac('sha256', key).update(signed).digest('base64');
      expect(headers['webhook-signature']).to.equal(`v1,${signature}`);
      expect(headers['webhook-id']).to.not.include('.');
    }
    const confirmed = receiver.received
      .map(({ body }) => JSON.parse(body))
      .find(({ type }) => type === 'order.confirmed');
    expect(confirmed).to.deep.include({ specversion: '1.0', subject: id });
    expect(confirmed.data).to.include({ id, status: 'CONFIRMED' });
    const { body } = await admin.call('GET', `/api/webhooks/${webhook['id']}/deliveries?status=DELIVERED&limit=100`);
    expect(body['items'].filter((each: { subject: string }) => each.subject === id)).to.have.length(all.length);
  });

  for (const side of ['before', 'after'])
    it(`arrive when notification-service is killed right ${side} a call, with the same webhook-id`, async () => {
      const { arm } = armingOf(shop, admin);
      await arm('notification-service', { at: `notification.webhook.${side}`, do: 'crash' });
      const id = await buy();
      await allArrive(id, 60_000);
      const path = `/api/webhooks/${webhook['id']}/deliveries?status=PENDING`;
      await until('none waits', async () => (await admin.call('GET', path)).body['items']?.length === 0, 60_000);
      const ids = receiver.received
        .filter(({ body }) => JSON.parse(body).subject === id)
        .map(({ headers }) => headers['webhook-id']);
      expect(new Set(ids).size).to.equal(all.length);
      expect(ids.length - all.length).to.be.within(side === 'after' ? 1 : 0, 4);
    });

  it('arrive although Redis loses all data', async () => {
    receiver.answer.status = 500;
    const id = await buy();
    await shop.awaitOutcome(user, id, 'CONFIRMED');
    const path = `/api/webhooks/${webhook['id']}/deliveries?status=PENDING`;
    await until('they wait', async () => (await admin.call('GET', path)).body['items'].length >= all.length);
    const redis = new Redis(shop.stack.urls['redis']!);
    await redis.flushall();
    redis.disconnect();
    receiver.answer.status = 204;
    await until('none waits', async () => (await admin.call('GET', path)).body['items'].length === 0, 60_000);
    await allArrive(id);
  });

  it('are for administrators only, and have their queue on the dashboard', async () => {
    expect((await user.call('GET', '/api/webhooks')).status).to.equal(403);
    expect((await shop.call('GET', '/api/webhooks')).status).to.equal(401);
    const queues = await admin.call('GET', '/admin/queues/api/queues');
    expect(queues.body['queues'].map(({ name }: { name: string }) => name)).to.include('webhooks');
  });
});
