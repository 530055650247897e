import { anEvent } from '@shop/testkit/events/an-event';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { startReceiver, status, type Receiver } from '../support/receiver.js';
import { startWebhooks as startService, type WebhookService as Service } from '../support/webhooks.js';

const SHORT = { firstMs: 50, longestMs: 400, totalMs: 3_000 };
const eventOf = (id: string, type = 'order.confirmed', subject = 'order-1') => ({ ...anEvent(id), type, subject });

describe('webhooks', () => {
  let service: Service;
  let receiver: Receiver;
  let position = 0;
  /** The service's current time, if a test stops its clock. */
  let held: Date | undefined;
  const receivers: Receiver[] = [];
  const receive = async (...args: Parameters<typeof startReceiver>) => {
    const made = await startReceiver(...args);
    receivers.push(made);
    return made;
  };
  const admin = (...call: Parameters<ReturnType<Service['as']>>) => service.as('ann', 'admin')(...call);
  const register = async (url: string, events = ['*']) => {
    const { status: code, body } = await admin('POST', '/api/webhooks', { url, events });
    expect(code).to.equal(201);
    return body as { id: string; secret: string };
  };
  const deliveries = async (id: string, query = ''): Promise<Record<string, any>[]> =>
    (await admin('GET', `/api/webhooks/${id}/deliveries${query}`)).body['items'];
  const emit = (event: ReturnType<typeof eventOf>) => service.emit(event as never, ++position);
  const awaitStatus = (id: string, state: string) =>
    until(`a delivery is ${state}`, async () => (await deliveries(id)).find((each) => each['status'] === state));

  before(async () => {
    service = await startService({ schedule: SHORT, withinMs: 2_000, now: () => held ?? new Date() });
  });
  after(() => service?.stop());
  beforeEach(async () => {
    receiver = await receive();
  });
  afterEach(async () => {
    held = undefined;
    for (const { id } of (await admin('GET', '/api/webhooks?limit=100')).body['items'])
      expect((await admin('DELETE', `/api/webhooks/${id}`)).status).to.equal(204);
    for (const each of receivers.splice(0)) await each.stop();
  });

  it('are signed as Standard Webhooks specifies, with the event as body, and sent to subscribers of its type', async () => {
    const { id, secret } = await register(receiver.url, ['order.confirmed']);
    await emit(eventOf('e.1', 'order.created'));
    await emit(eventOf('e.2'));
    const { headers, body } = await until('one arrives', () => receiver.received[0]);
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).to.deep.equal(eventOf('e.2'));
    expect(headers['webhook-id']).to.equal('e_2');
    const [delivery] = await until('it is written down', async () => {
      const all = await deliveries(id);
      return all[0]?.['status'] === 'DELIVERED' ? all : undefined;
    });
    expect(delivery).to.include({ type: 'order.confirmed', subject: 'order-1', eventId: 'e.2', attemptCount: 1 });
    expect(delivery!['attempts'][0]).to.include({ status: 204 });
    expect(receiver.received).to.have.length(1);
  });

  it('are delivered once for an event that is read twice', async () => {
    const { id } = await register(receiver.url);
    for (const _ of [1, 2]) await emit(eventOf('twice'));
    await awaitStatus(id, 'DELIVERED');
    await emit(eventOf('after'));
    await until('the next arrives', () => receiver.received.length >= 2);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).to.deep.equal(['twice', 'after']);
  });

  it('keep the order of the events of one subject', async () => {
    await register(receiver.url);
    const ids = Array.from({ length: 30 }, (_, index) => `n${index}`);
    for (const each of ids) await emit(eventOf(each));
    await until('all arrive', () => receiver.received.length === ids.length);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).to.deep.equal(ids);
  });

  it('are retried with the same id and a new signature until they are accepted', async () => {
    const { id, secret } = await register(receiver.url);
    receiver.set((response, call) => void response.writeHead(call < 3 ? 500 : 200).end('<b>so far</b>\u0007'));
    await emit(eventOf('again'));
    const { attempts } = (await awaitStatus(id, 'DELIVERED')) as { attempts: Record<string, any>[] };
    expect(attempts.map((each) => each['status'])).to.deep.equal([500, 500, 200]);
    expect(attempts[0]!['answer']).to.equal('<b>so far</b>');
    for (const { headers, body } of receiver.received) {
      expect(headers['webhook-id']).to.equal('again');
      new Webhook(secret).verify(body, headers as Record<string, string>);
    }
  });

  it('fail after the last retry; the webhook is disabled if nothing arrived, stores what follows, and sends it by a replay', async () => {
    const since = new Date().toISOString();
    const { id } = await register(receiver.url);
    receiver.set(status(503));
    await emit(eventOf('down'));
    await awaitStatus(id, 'FAILED');
    const webhook = await until('it is disabled', async () => {
      const { body } = await admin('GET', `/api/webhooks/${id}`);
      return body['disabled'] && body;
    });
    expect(webhook['disabledReason']).to.equal('FAILING');
    await emit(eventOf('later'));
    expect((await awaitStatus(id, 'HELD'))['eventId']).to.equal('later');
    expect((await admin('POST', `/api/webhooks/${id}/replay`, { from: since })).body['code']).to.equal(
      'WEBHOOK_DISABLED',
    );
    receiver.set();
    expect((await admin('PATCH', `/api/webhooks/${id}`, { disabled: false })).body['disabled']).to.equal(false);
    const key = { 'idempotency-key': 'replay-of-ann' };
    const replayed = await admin('POST', `/api/webhooks/${id}/replay`, { from: since }, key);
    expect([replayed.status, replayed.body]).to.deep.equal([202, { replayed: 2 }]);
    await until('both arrive', async () => (await deliveries(id, '?status=DELIVERED')).length === 2);
    expect((await admin('POST', `/api/webhooks/${id}/replay`, { from: since }, key)).body).to.deep.equal({
      replayed: 2,
    });
  });

  it('stop at once when the receiver answers 410', async () => {
    const { id } = await register(receiver.url);
    receiver.set(status(410));
    await emit(eventOf('gone'));
    await awaitStatus(id, 'HELD');
    const { body } = await admin('GET', `/api/webhooks/${id}`);
    expect([body['disabled'], body['disabledReason']]).to.deep.equal([true, 'GONE']);
    expect((await service.metrics()).match(/webhooks_disabled\{.*GONE.*\} 1/)).to.not.equal(null);
  });

  it('stay enabled while other deliveries arrive', async () => {
    held = new Date();
    const { id } = await register(receiver.url);
    receiver.set((response) => void response.writeHead(400).end());
    await emit(eventOf('bad', 'order.created'));
    await until('it was tried', async () => (await deliveries(id))[0]?.['attemptCount'] >= 1);
    receiver.set();
    await emit(eventOf('good', 'order.created', 'order-2'));
    await until('it is noted that one arrived', async () => (await service.stored()).includes('"lastGoodAt"'));
    receiver.set(status(400));
    held = new Date(held.getTime() + SHORT.totalMs);
    await awaitStatus(id, 'FAILED');
    receiver.set();
    await emit(eventOf('after', 'order.created', 'order-3'));
    await until('it arrives', async () => (await deliveries(id, '?status=DELIVERED')).length === 2);
    expect((await admin('GET', `/api/webhooks/${id}`)).body['disabled']).to.equal(false);
  });

  it('can be replayed individually, once for a key', async () => {
    const { id } = await register(receiver.url);
    await emit(eventOf('one'));
    const delivery = await awaitStatus(id, 'DELIVERED');
    const path = `/api/webhooks/${id}/deliveries/${delivery['id']}/replay`;
    const key = { 'idempotency-key': 'one-replay' };
    const first = await admin('POST', path, undefined, key);
    expect([first.status, first.body['status']]).to.deep.equal([202, 'PENDING']);
    expect((await admin('POST', path, undefined, key)).headers.get('idempotent-replayed')).to.equal('true');
    await until('it arrives again', () => receiver.received.length >= 2);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).to.deep.equal(['one', 'one']);
  });

  it('never follow a redirect', async () => {
    const other = await receive();
    const { id } = await register(receiver.url);
    receiver.set(status(307, { location: other.url }));
    await emit(eventOf('elsewhere'));
    await until('it was tried twice', async () => (await deliveries(id))[0]?.['attemptCount'] >= 2);
    expect((await deliveries(id))[0]!['attempts'][0]).to.include({ status: 307 });
    expect((await deliveries(id))[0]!['attempts'][0]['error']).to.include('Redirects');
    expect(other.received).to.have.length(0);
  });

  const bad: [string, Parameters<Receiver['set']>[0], RegExp][] = [
    ['hangs', () => undefined, /No answer within/],
    ['breaks off', (response) => void response.destroy(), /broke/],
    [
      'sends endless headers',
      (response) => void response.socket!.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`),
      /headers/i,
    ],
    ['speaks no HTTP', (response) => void response.socket!.end('hello\r\n\r\n'), /failed|broke/],
  ];
  for (const [what, behave, reason] of bad)
    it(`report why a delivery failed when a receiver ${what}`, async () => {
      const { id } = await register(receiver.url);
      receiver.set(behave);
      await emit(eventOf(`bad ${what}`));
      const [delivery] = await until('it was tried', async () => {
        const all = await deliveries(id);
        return all[0]?.['attemptCount'] > 0 ? all : undefined;
      });
      expect(delivery!['attempts'][0]['error']).to.match(reason);
    });

  it('report that a connection was refused', async () => {
    const { id } = await register(receiver.url);
    await receiver.stop();
    await emit(eventOf('refused'));
    const delivery = await until('it was tried', async () =>
      (await deliveries(id)).find((each) => each['attemptCount'] > 0),
    );
    expect(delivery['attempts'][0]['error']).to.equal('The connection was refused.');
  });

  for (const [what, behave] of [
    [
      'an endless body',
      (response) => {
        response.writeHead(200);
        const more = () => void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)));
        more();
      },
    ],
    [
      'a body that drips',
      (response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ] as [string, Parameters<Receiver['set']>[0]][])
    it(`use the status of an answer with ${what}, and read little of it`, async () => {
      const { id } = await register(receiver.url);
      receiver.set(behave);
      await emit(eventOf(`body ${what}`));
      const delivery = await awaitStatus(id, 'DELIVERED');
      expect(delivery['attempts'][0]['answer'].length).to.be.within(1, 500);
      expect(delivery['attempts'][0]['durationMs']).to.be.below(3_000);
    });

  it('do not wait for the receivers of others', async () => {
    const slow = await Promise.all(Array.from({ length: 5 }, () => receive(() => undefined)));
    for (const each of slow) await register(each.url);
    for (let index = 0; index < 20; index++) await emit(eventOf(`q${index}`, 'order.created', `order-${index}`));
    await register(receiver.url);
    for (let index = 0; index < 20; index++) await emit(eventOf(`r${index}`, 'order.created', `order-${index}`));
    await until('all of the quick one arrive', () => receiver.received.length === 20);
    // each of the slow ones receives 40, and delays each
    for (const each of slow) expect(each.received.length).to.be.within(1, 39);
  });

  it('are sent even if Redis has lost them', async () => {
    // only Redis knows that it is due, and would wait for a minute
    held = new Date(Date.now() + 60_000);
    const { id } = await register(receiver.url);
    receiver.set(status(500));
    await emit(eventOf('wiped'));
    await until('it was tried', async () => (await deliveries(id))[0]?.['attemptCount'] > 0);
    receiver.set();
    await service.flush();
    held = new Date(held.getTime() + SHORT.longestMs);
    await awaitStatus(id, 'DELIVERED');
  });

  it('continue after a restart, and after the process died during a call', async () => {
    const { id } = await register(receiver.url);
    receiver.set(status(500));
    await emit(eventOf('restart'));
    await until('it was tried', async () => (await deliveries(id))[0]?.['attemptCount'] > 0);
    receiver.set();
    await service.restart();
    await awaitStatus(id, 'DELIVERED');
  });

  it('show the secret once: not in a list, not in the store, and again only to the same call', async () => {
    const key = { 'idempotency-key': 'a-key-of-ann' };
    const call = () => admin('POST', '/api/webhooks', { url: receiver.url, events: ['*'] }, key);
    const first = await call();
    expect(first.body['secret']).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(first.headers.get('location')).to.equal(`/api/webhooks/${first.body['id']}`);
    const second = await call();
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get('idempotent-replayed')).to.equal('true');
    for (const path of ['', `/${first.body['id']}`, `/${first.body['id']}/deliveries`])
      expect(JSON.stringify((await admin('GET', `/api/webhooks${path}`)).body)).to.not.include('whsec');
    expect(await service.stored()).to.not.include(first.body['secret'].slice(6, 20));
  });

  it('are for administrators only, and refuse invalid input', async () => {
    const good = { url: receiver.url, events: ['*'] };
    for (const [who, code] of [
      ['user', 403],
      ['viewer', 403],
    ] as const)
      for (const [method, path, body] of [
        ['GET', '/api/webhooks'],
        ['POST', '/api/webhooks', good],
      ] as const)
        expect((await service.as('bob', who)(method, path, body)).status).to.equal(code);
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
      expect((await admin('POST', '/api/webhooks', body)).body['code'], JSON.stringify(body)).to.equal(
        'VALIDATION_FAILED',
      );
    const { id } = await register(receiver.url);
    for (const path of ['/api/webhooks/none', '/api/webhooks/none/deliveries', '/api/webhooks/none/deliveries/x'])
      expect((await admin('GET', path)).body['code']).to.equal('WEBHOOK_NOT_FOUND');
    expect((await admin('GET', `/api/webhooks/${id}/deliveries/none`)).body['code']).to.equal('DELIVERY_NOT_FOUND');
    expect((await admin('POST', `/api/webhooks/${id}/replay`, { from: 'yesterday' })).status).to.equal(422);
    expect((await admin('PATCH', `/api/webhooks/${id}`, {})).status).to.equal(422);
    expect((await admin('GET', `/api/webhooks/${id}/deliveries?status=LOST`)).status).to.equal(422);
  });

  it('are fifty at most, however many register at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 54 }, () => admin('POST', '/api/webhooks', { url: receiver.url, events: ['*'] })),
    );
    const codes = all.map((each) => each.status);
    expect(codes.filter((code) => code === 201)).to.have.length(50);
    expect(all.filter((each) => each.body['code'] === 'WEBHOOK_LIMIT')).to.have.length(4);
  });

  it('are listed in pages', async () => {
    const { id } = await register(receiver.url);
    for (let index = 0; index < 5; index++) await emit(eventOf(`p${index}`));
    const first = await admin('GET', `/api/webhooks/${id}/deliveries?limit=3`);
    const rest = await admin('GET', `/api/webhooks/${id}/deliveries?limit=3&cursor=${first.body['nextCursor']}`);
    const ids = [...first.body['items'], ...rest.body['items']].map((each) => each.eventId);
    expect([...ids].sort()).to.deep.equal(['p0', 'p1', 'p2', 'p3', 'p4']);
    expect(rest.body['nextCursor']).to.equal(null);
  });
});

describe('webhooks without private addresses', () => {
  let service: Service;
  let receiver: Receiver;
  const names = new Map<string, string[]>();
  before(async () => {
    receiver = await startReceiver();
    service = await startService({
      schedule: SHORT,
      config: { WEBHOOKS_ALLOW_PRIVATE: false },
      async resolve(host) {
        const found = names.get(host);
        if (!found) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
        return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      },
    });
  });
  after(async () => {
    await service?.stop();
    await receiver?.stop();
  });
  const register = (url: string) => service.as('ann', 'admin')('POST', '/api/webhooks', { url, events: ['*'] });

  it('are refused by address, by name, and by the address that a name resolves to', async () => {
    names.set('inside.example.com', ['10.0.0.7']).set('both.example.com', ['8.8.8.8', '::ffff:127.0.0.1']);
    for (const url of [
      receiver.url,
      'http://localhost:9/',
      'http://2130706433/',
      'http://inside.example.com/',
      'http://both.example.com./',
    ]) {
      const { status: code, body } = await register(url);
      expect([code, body['code'], body['errors']?.[0].path], url).to.deep.equal([422, 'VALIDATION_FAILED', 'url']);
    }
    names.set('outside.example.com', ['8.8.8.8']);
    for (const url of ['http://outside.example.com/', 'https://not-yet.example.com/'])
      expect((await register(url)).status, url).to.equal(201);
  });

  it('are not sent to a name that later resolves to a private address', async () => {
    const { port } = new URL(receiver.url);
    names.set('rebound.example.com', ['8.8.8.8']);
    const { body } = await register(`http://rebound.example.com:${port}/`);
    names.set('rebound.example.com', ['127.0.0.1']);
    await service.emit({ ...anEvent('inside'), type: 'order.created' }, 1);
    const path = `/api/webhooks/${body['id']}/deliveries`;
    const tried = await until('it was tried', async () => {
      const [first] = (await service.as('ann', 'admin')('GET', path)).body['items'];
      return first?.attemptCount > 0 && first;
    });
    expect(tried.attempts[0].error).to.include('private');
    expect(receiver.received).to.have.length(0);
  });

  it('cannot be changed to one', async () => {
    const { body } = await register('https://fine.example.com/');
    const change = await service.as('ann', 'admin')('PATCH', `/api/webhooks/${body['id']}`, { url: receiver.url });
    expect(change.status).to.equal(422);
  });
});
