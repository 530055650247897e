import { createLogger } from '@shop/common/logging/logger';
import { hours, minutes } from '@shop/common/time';
import { anEvent } from '@shop/testkit/events/an-event';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { startWebhooks, type WebhookService } from '../support/webhooks.js';

const KEY = 'a secret that seals, long enough for it';
const OTHER_KEY = 'another secret that seals, long enough too';

describe('the secret of a webhook', function () {
  this.timeout(60_000);
  let service: WebhookService;
  let receiver: Receiver;
  /** How far the service's clock is ahead, in milliseconds. */
  let ahead = 0;
  let position = 0;
  before(async () => {
    service = await startWebhooks({
      now: () => new Date(Date.now() + ahead),
      schedule: { firstMs: 50, longestMs: 400, totalMs: 1_500 },
    });
  });
  after(() => service?.stop());
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await receiver.stop();
    for (const { id } of (await admin('GET', '/api/webhooks')).body['items'])
      await admin('DELETE', `/api/webhooks/${id}`);
  });

  const admin = (...call: Parameters<ReturnType<WebhookService['as']>>) => service.as('ann', 'admin')(...call);
  const register = async (key = {}) =>
    (await admin('POST', '/api/webhooks', { url: receiver.url, events: ['*'] }, key)).body as Record<string, string>;
  const rotate = (id: string, key = {}) => admin('POST', `/api/webhooks/${id}/rotate-secret`, undefined, key);
  /** Has an event sent, and returns the secrets that match its signatures. */
  const signedBy = async (secrets: Record<string, string>) => {
    const count = receiver.received.length;
    await service.emit({ ...anEvent(`e${++position}`), type: 'order.created' }, position);
    const { headers, body } = await until('it arrives', () => receiver.received[count]);
    const [messageId, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
      String(headers[`webhook-${name}`]),
    ) as [string, string, string];
    const of = (secret: string) => new Webhook(secret).sign(messageId, new Date(Number(timestamp) * 1000), body);
    const by = Object.keys(secrets).filter((name) => signatures.split(' ').includes(of(secrets[name]!)));
    return { signatures: signatures.split(' ').length, by };
  };

  it('is rotated: both sign for a day, then only the new one', async () => {
    const { id = '', secret: first = '' } = await register();
    const { status, body } = await rotate(id);
    expect(status).to.equal(200);
    const second = body['secret'] as string;
    expect(second)
      .to.match(/^whsec_[A-Za-z0-9+/]{43}=$/)
      .and.not.equal(first);
    expect(Date.parse(body['formerSecretUntil']) - Date.now()).to.be.within(hours(24) - minutes(1), hours(24));
    expect(await signedBy({ first, second })).to.deep.equal({ signatures: 2, by: ['first', 'second'] });
    ahead = hours(25);
    expect(await signedBy({ first, second })).to.deep.equal({ signatures: 1, by: ['second'] });
    ahead = 0;
  });

  it('that leaked no longer signs after two rotations', async () => {
    const { id = '', secret: first = '' } = await register();
    const second = (await rotate(id)).body['secret'];
    const third = (await rotate(id)).body['secret'];
    expect(await signedBy({ first, second, third })).to.deep.equal({ signatures: 2, by: ['second', 'third'] });
  });

  it('is rotated once by a call that is repeated, and by each of many at once', async () => {
    const { id = '', secret: first = '' } = await register();
    const key = { 'idempotency-key': 'a-rotation-of-ann' };
    const answers = [await rotate(id, key), await rotate(id, key)];
    expect(answers[1]!.body).to.deep.equal(answers[0]!.body);
    const second = answers[0]!.body['secret'];
    expect((await signedBy({ first, second })).by).to.deep.equal(['first', 'second']);
    const all = await Promise.all(Array.from({ length: 5 }, () => rotate(id)));
    expect(new Set(all.map(({ body }) => body['secret'])).size).to.equal(5);
    expect(
      (await signedBy(Object.fromEntries(all.map(({ body }, index) => [index, body['secret']])))).by,
    ).to.have.length(2);
    // a secret that was replaced since is not shown again
    expect((await rotate(id, key)).body).to.not.have.property('secret');
    expect((await service.as('bob', 'user')('POST', `/api/webhooks/${id}/rotate-secret`)).status).to.equal(403);
    expect((await rotate('none')).body['code']).to.equal('WEBHOOK_NOT_FOUND');
  });

  it('is shown to a repeated registration only until it is rotated, and never stored in plain text', async () => {
    const key = { 'idempotency-key': 'a-registration-of-ann' };
    const { id = '' } = await register(key);
    const { secret } = (await rotate(id)).body;
    expect(await register(key))
      .to.include({ id })
      .and.not.have.property('secret');
    expect(JSON.stringify((await admin('GET', `/api/webhooks/${id}`)).body)).to.not.include('whsec');
    expect(await service.stored()).to.not.include(secret.slice(6, 20));
  });

  describe('sealed by a former WEBHOOK_KEY_SECRET', () => {
    const lines: string[] = [];
    const logger = createLogger('notification-service');
    for (const transport of logger.transports)
      transport.log = (info: unknown, next: () => void) => {
        lines.push(JSON.stringify(info));
        next();
      };
    const waiting = async (id: string) => {
      const [delivery] = (await admin('GET', `/api/webhooks/${id}/deliveries`)).body['items'];
      const { disabled, secretUnreadable } = (await admin('GET', `/api/webhooks/${id}`)).body;
      return [delivery.status, delivery.attemptCount, disabled, secretUnreadable];
    };
    const emitAndMoveOn = async () => {
      await service.emit({ ...anEvent(`e${++position}`), type: 'order.created' }, position);
      ahead += hours(24 * 4);
      await until('the delivery is overdue', async () => {
        const late = /^webhook_overdue_seconds(?:\{[^}]*\})? (.*)$/m.exec(await service.metrics())?.[1];
        return Number(late) > 86_400;
      });
    };
    beforeEach(() => {
      ahead = 0;
      lines.length = 0;
    });
    afterEach(async () => {
      ahead = 0;
      await service.restart();
    });

    it('delays deliveries without failures of the receiver, logs what to do, and sends them once the former one is configured', async () => {
      const { id = '', secret = '' } = await register();
      await service.restart({ WEBHOOK_KEY_SECRET: OTHER_KEY }, logger);
      await until('it is logged', () => lines.some((line) => line.includes('Add the former one behind a comma')));
      expect(lines.join('')).to.include(id);
      expect(await service.metrics()).to.match(/^webhook_secrets_unreadable(?:\{[^}]*\})? 1$/m);
      await emitAndMoveOn();
      expect(await waiting(id)).to.deep.equal(['PENDING', 0, false, true]);
      expect(receiver.received).to.have.length(0);
      ahead = 0;
      await service.restart({ WEBHOOK_KEY_SECRET: `${OTHER_KEY},${KEY}` });
      const { headers, body } = await until('it arrives', () => receiver.received[0]);
      new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(await service.metrics()).to.match(/^webhook_secrets_unreadable(?:\{[^}]*\})? 0$/m);
    });

    it('that is lost can be rotated, which sends the delayed deliveries with the new one', async () => {
      const { id = '' } = await register();
      await service.restart({ WEBHOOK_KEY_SECRET: OTHER_KEY }, logger);
      await emitAndMoveOn();
      ahead = 0;
      const { body: answer } = await rotate(id);
      expect(answer).to.not.have.any.keys('formerSecretUntil', 'secretUnreadable');
      const { headers, body } = await until('it arrives', () => receiver.received[0]);
      new Webhook(answer['secret']).verify(body, headers as Record<string, string>);
    });
  });
});
