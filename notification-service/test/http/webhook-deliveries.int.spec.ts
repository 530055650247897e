import type { JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { status, type Receiver } from '../support/receiver.js';
import { eventOf, SHORT, withWebhooks } from '../support/with-webhooks.js';

describe('webhooks', () => {
  const at = withWebhooks();

  it('are retried with the same id and a new signature until they are accepted', async () => {
    const { id, secret } = await at.register(at.receiver.url);
    at.receiver.set((response, call) => void response.writeHead(call < 3 ? 500 : 200).end('<b>so far</b>\u0007'));
    await at.emit(eventOf('again'));
    const { attempts } = (await at.awaitStatus(id, 'DELIVERED')) as { attempts: JsonObject[] };
    expect(attempts.map((each) => each['status'])).to.deep.equal([500, 500, 200]);
    expect(attempts[0]!['answer']).to.equal('<b>so far</b>');
    for (const { headers, body } of at.receiver.received) {
      expect(headers['webhook-id']).to.equal('again');
      new Webhook(secret).verify(body, headers as Record<string, string>);
    }
  });

  it('fail after the last retry; the webhook is disabled if nothing arrived, stores what follows, and sends it by a replay', async () => {
    const since = new Date().toISOString();
    const { id } = await at.register(at.receiver.url);
    at.receiver.set(status(503));
    await at.emit(eventOf('down'));
    await at.awaitStatus(id, 'FAILED');
    const webhook = await until('it is disabled', async () => {
      const { body } = await at.admin('GET', `/api/webhooks/${id}`);
      return body['disabled'] && body;
    });
    expect(webhook['disabledReason']).to.equal('FAILING');
    await at.emit(eventOf('later'));
    expect((await at.awaitStatus(id, 'HELD'))['eventId']).to.equal('later');
    expect((await at.admin('POST', `/api/webhooks/${id}/replay`, { from: since })).body['code']).to.equal(
      'WEBHOOK_DISABLED',
    );
    at.receiver.set();
    expect((await at.admin('PATCH', `/api/webhooks/${id}`, { disabled: false })).body['disabled']).to.equal(false);
    const key = { 'idempotency-key': 'replay-of-ann' };
    const replayed = await at.admin('POST', `/api/webhooks/${id}/replay`, { from: since }, key);
    expect([replayed.status, replayed.body]).to.deep.equal([202, { replayed: 2 }]);
    await until('both arrive', async () => (await at.deliveries(id, '?status=DELIVERED')).length === 2);
    expect((await at.admin('POST', `/api/webhooks/${id}/replay`, { from: since }, key)).body).to.deep.equal({
      replayed: 2,
    });
  });

  it('stop at once when the receiver answers 410', async () => {
    const { id } = await at.register(at.receiver.url);
    at.receiver.set(status(410));
    await at.emit(eventOf('gone'));
    await at.awaitStatus(id, 'HELD');
    const { body } = await at.admin('GET', `/api/webhooks/${id}`);
    expect([body['disabled'], body['disabledReason']]).to.deep.equal([true, 'GONE']);
    expect((await at.service.metrics()).match(/webhooks_disabled\{.*GONE.*\} 1/)).to.not.equal(null);
  });

  it('stay enabled while other deliveries arrive', async () => {
    at.stopClock(new Date());
    const { id } = await at.register(at.receiver.url);
    at.receiver.set((response) => void response.writeHead(400).end());
    await at.emit(eventOf('bad', 'order.created'));
    await until('it was tried', async () => (await at.deliveries(id))[0]?.['attemptCount'] >= 1);
    at.receiver.set();
    await at.emit(eventOf('good', 'order.created', 'order-2'));
    await until('it is noted that one arrived', async () => (await at.service.stored()).includes('"lastGoodAt"'));
    at.receiver.set(status(400));
    at.stopClock(new Date(at.now().getTime() + SHORT.totalMs));
    await at.awaitStatus(id, 'FAILED');
    at.receiver.set();
    await at.emit(eventOf('after', 'order.created', 'order-3'));
    await until('it arrives', async () => (await at.deliveries(id, '?status=DELIVERED')).length === 2);
    expect((await at.admin('GET', `/api/webhooks/${id}`)).body['disabled']).to.equal(false);
  });

  it('can be replayed individually, once for a key', async () => {
    const { id } = await at.register(at.receiver.url);
    await at.emit(eventOf('one'));
    const delivery = await at.awaitStatus(id, 'DELIVERED');
    const path = `/api/webhooks/${id}/deliveries/${delivery['id']}/replay`;
    const key = { 'idempotency-key': 'one-replay' };
    const first = await at.admin('POST', path, undefined, key);
    expect([first.status, first.body['status']]).to.deep.equal([202, 'PENDING']);
    expect((await at.admin('POST', path, undefined, key)).headers.get('idempotent-replayed')).to.equal('true');
    await until('it arrives again', () => at.receiver.received.length >= 2);
    expect(at.receiver.received.map(({ headers }) => headers['webhook-id'])).to.deep.equal(['one', 'one']);
  });

  it('never follow a redirect', async () => {
    const other = await at.receive();
    const { id } = await at.register(at.receiver.url);
    at.receiver.set(status(307, { location: other.url }));
    await at.emit(eventOf('elsewhere'));
    await until('it was tried twice', async () => (await at.deliveries(id))[0]?.['attemptCount'] >= 2);
    expect((await at.deliveries(id))[0]!['attempts'][0]).to.include({ status: 307 });
    expect((await at.deliveries(id))[0]!['attempts'][0]['error']).to.include('Redirects');
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
      const { id } = await at.register(at.receiver.url);
      at.receiver.set(behave);
      await at.emit(eventOf(`bad ${what}`));
      const [delivery] = await until('it was tried', async () => {
        const all = await at.deliveries(id);
        return all[0]?.['attemptCount'] > 0 ? all : undefined;
      });
      expect(delivery!['attempts'][0]['error']).to.match(reason);
    });

  it('report that a connection was refused', async () => {
    const { id } = await at.register(at.receiver.url);
    await at.receiver.stop();
    await at.emit(eventOf('refused'));
    const delivery = await until('it was tried', async () =>
      (await at.deliveries(id)).find((each) => each['attemptCount'] > 0),
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
      const { id } = await at.register(at.receiver.url);
      at.receiver.set(behave);
      await at.emit(eventOf(`body ${what}`));
      const delivery = await at.awaitStatus(id, 'DELIVERED');
      expect(delivery['attempts'][0]['answer'].length).to.be.within(1, 500);
      expect(delivery['attempts'][0]['durationMs']).to.be.below(3_000);
    });

  it('do not wait for the receivers of others', async () => {
    const slow = await Promise.all(Array.from({ length: 5 }, () => at.receive(() => undefined)));
    for (const each of slow) await at.register(each.url);
    for (let index = 0; index < 20; index++) await at.emit(eventOf(`q${index}`, 'order.created', `order-${index}`));
    await at.register(at.receiver.url);
    for (let index = 0; index < 20; index++) await at.emit(eventOf(`r${index}`, 'order.created', `order-${index}`));
    await until('all of the quick one arrive', () => at.receiver.received.length === 20);
    // each of the slow ones receives 40, and delays each
    for (const each of slow) expect(each.received.length).to.be.within(1, 39);
  });

  it('are sent even if Redis has lost them', async () => {
    // only Redis knows that it is due, and would wait for a minute
    at.stopClock(new Date(Date.now() + 60_000));
    const { id } = await at.register(at.receiver.url);
    at.receiver.set(status(500));
    await at.emit(eventOf('wiped'));
    await until('it was tried', async () => (await at.deliveries(id))[0]?.['attemptCount'] > 0);
    at.receiver.set();
    await at.service.flush();
    at.stopClock(new Date(at.now().getTime() + SHORT.longestMs));
    await at.awaitStatus(id, 'DELIVERED');
  });

  it('continue after a restart, and after the process died during a call', async () => {
    const { id } = await at.register(at.receiver.url);
    at.receiver.set(status(500));
    await at.emit(eventOf('restart'));
    await until('it was tried', async () => (await at.deliveries(id))[0]?.['attemptCount'] > 0);
    at.receiver.set();
    await at.service.restart();
    await at.awaitStatus(id, 'DELIVERED');
  });
});
