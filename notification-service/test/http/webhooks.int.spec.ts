import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { eventOf, withWebhooks } from '../support/with-webhooks.js';

describe('webhooks', () => {
  const at = withWebhooks();

  it('are signed as Standard Webhooks specifies, with the event as body, and sent to subscribers of its type', async () => {
    const { id, secret } = await at.register(at.receiver.url, ['order.confirmed']);
    await at.emit(eventOf('e.1', 'order.created'));
    await at.emit(eventOf('e.2'));
    const { headers, body } = await until('one arrives', () => at.receiver.received[0]);
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).to.deep.equal(eventOf('e.2'));
    expect(headers['webhook-id']).to.equal('e_2');
    const [delivery] = await until('it is written down', async () => {
      const all = await at.deliveries(id);
      return all[0]?.['status'] === 'DELIVERED' ? all : undefined;
    });
    expect(delivery).to.include({ type: 'order.confirmed', subject: 'order-1', eventId: 'e.2', attemptCount: 1 });
    expect(delivery!['attempts'][0]).to.include({ status: 204 });
    expect(at.receiver.received).to.have.length(1);
  });

  it('are delivered once for an event that is read twice', async () => {
    const { id } = await at.register(at.receiver.url);
    for (const _ of [1, 2]) await at.emit(eventOf('twice'));
    await at.awaitStatus(id, 'DELIVERED');
    await at.emit(eventOf('after'));
    await until('the next arrives', () => at.receiver.received.length >= 2);
    expect(at.receiver.received.map(({ headers }) => headers['webhook-id'])).to.deep.equal(['twice', 'after']);
  });

  it('keep the order of the events of one subject', async () => {
    await at.register(at.receiver.url);
    const ids = Array.from({ length: 30 }, (_, index) => `n${index}`);
    for (const each of ids) await at.emit(eventOf(each));
    await until('all arrive', () => at.receiver.received.length === ids.length);
    expect(at.receiver.received.map(({ headers }) => headers['webhook-id'])).to.deep.equal(ids);
  });

  it('show the secret once: not in a list, not in the store, and again only to the same call', async () => {
    const key = { 'idempotency-key': 'a-key-of-ann' };
    const call = () => at.admin('POST', '/api/webhooks', { url: at.receiver.url, events: ['*'] }, key);
    const first = await call();
    expect(first.body['secret']).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(first.headers.get('location')).to.equal(`/api/webhooks/${first.body['id']}`);
    const second = await call();
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get('idempotent-replayed')).to.equal('true');
    for (const path of ['', `/${first.body['id']}`, `/${first.body['id']}/deliveries`])
      expect(JSON.stringify((await at.admin('GET', `/api/webhooks${path}`)).body)).to.not.include('whsec');
    expect(await at.service.stored()).to.not.include(first.body['secret'].slice(6, 20));
  });

  it('are for administrators only, and refuse invalid input', async () => {
    const good = { url: at.receiver.url, events: ['*'] };
    for (const [who, code] of [
      ['user', 403],
      ['viewer', 403],
    ] as const)
      for (const [method, path, body] of [
        ['GET', '/api/webhooks'],
        ['POST', '/api/webhooks', good],
      ] as const)
        expect((await at.service.as('bob', who)(method, path, body)).status).to.equal(code);
    for (const body of [
      {},
      { ...good, url: 'nonsense' },
      { ...good, url: `http://example.com/${'x'.repeat(2000)}` },
      { ...good, events: [] },
      { ...good, events: ['order.eaten'] },
      { ...good, events: ['*', '*'] },
      { ...good, events: '*' },
      { ...good, secret: 'own' },
      { ...good, url: 5 },
    ])
      expect((await at.admin('POST', '/api/webhooks', body)).body['code'], JSON.stringify(body)).to.equal(
        'VALIDATION_FAILED',
      );
    const { id } = await at.register(at.receiver.url);
    for (const path of ['/api/webhooks/none', '/api/webhooks/none/deliveries', '/api/webhooks/none/deliveries/x'])
      expect((await at.admin('GET', path)).body['code']).to.equal('WEBHOOK_NOT_FOUND');
    expect((await at.admin('GET', `/api/webhooks/${id}/deliveries/none`)).body['code']).to.equal('DELIVERY_NOT_FOUND');
    for (const from of ['yesterday', '2030-01-31T00:00:00', '2030-02-30T00:00:00Z'])
      expect((await at.admin('POST', `/api/webhooks/${id}/replay`, { from })).status, from).to.equal(422);
    expect((await at.admin('PATCH', `/api/webhooks/${id}`, {})).status).to.equal(422);
    expect((await at.admin('GET', `/api/webhooks/${id}/deliveries?status=LOST`)).status).to.equal(422);
  });

  it('are fifty at most, however many register at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 54 }, () => at.admin('POST', '/api/webhooks', { url: at.receiver.url, events: ['*'] })),
    );
    const codes = all.map((each) => each.status);
    expect(codes.filter((code) => code === 201)).to.have.length(50);
    expect(all.filter((each) => each.body['code'] === 'WEBHOOK_LIMIT')).to.have.length(4);
  });

  it('are listed in pages', async () => {
    const { id } = await at.register(at.receiver.url);
    for (let index = 0; index < 5; index++) await at.emit(eventOf(`p${index}`));
    const first = await at.admin('GET', `/api/webhooks/${id}/deliveries?limit=3`);
    const rest = await at.admin('GET', `/api/webhooks/${id}/deliveries?limit=3&cursor=${first.body['nextCursor']}`);
    const ids = [...first.body['items'], ...rest.body['items']].map((each) => each.eventId);
    expect([...ids].sort()).to.deep.equal(['p0', 'p1', 'p2', 'p3', 'p4']);
    expect(rest.body['nextCursor']).to.equal(null);
  });
});
