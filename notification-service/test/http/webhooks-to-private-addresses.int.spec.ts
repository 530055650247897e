import { anEvent } from '@shop/testkit/events/an-event';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { startWebhooks as startService, type WebhookService as Service } from '../support/webhooks.js';
import { SHORT } from '../support/with-webhooks.js';

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
