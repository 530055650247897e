import { minutes } from '@shop/common/time';
import { anEvent } from '@shop/testkit/events/an-event';
import type { AnyJson } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { startReceiver, status, type Receiver } from '../support/receiver.js';
import { startWebhooks, type WebhookService } from '../support/webhooks.js';

describe('notices of disabled webhooks', () => {
  const clock = { at: new Date() };
  let administrators: () => readonly string[];
  let service: WebhookService;
  let receiver: Receiver;
  let position = 0;
  const admin = (...call: Parameters<ReturnType<WebhookService['as']>>) => service.as('ann', 'admin')(...call);
  /** A webhook whose receiver answers 410, so that it is disabled. */
  const refused = async (): Promise<string> => {
    const { body } = await admin('POST', '/api/webhooks', { url: `${receiver.url}/hidden-path`, events: ['*'] });
    await emit(body['id']);
    return body['id'];
  };
  const emit = async (id: string) => {
    await service.emit({ ...anEvent(`event-${++position}`), type: 'order.created' }, position);
    await until('it is disabled', async () => (await admin('GET', `/api/webhooks/${id}`)).body['disabled']);
  };
  const mails = async (webhook: string): Promise<Record<string, string>[]> =>
    (await admin('GET', '/api/mails?limit=100')).body['items'].filter(({ id }: AnyJson) => id.includes(webhook));
  const sent = (webhook: string, count: number) =>
    until(`${count} mails are sent`, async () => {
      const found = (await mails(webhook)).filter(({ state }) => state === 'SENT');
      return found.length === count ? found : undefined;
    });

  before(async () => {
    service = await startWebhooks({ now: () => clock.at, administrators: () => administrators() });
    receiver = await startReceiver();
    receiver.set(status(410));
  });
  beforeEach(() => {
    administrators = () => ['ann', 'koala'];
  });
  after(async () => {
    await service?.stop();
    await receiver?.stop();
  });

  it('are mailed to each administrator, once each time that a webhook is disabled', async () => {
    const id = await refused();
    const first = await sent(id, 2);
    expect(first.map(({ userId }) => userId)).to.have.members(['ann', 'koala']);
    expect(new Set(first.map(({ kind }) => kind))).to.deep.equal(new Set(['webhook-disabled']));
    await until('the notice is ended', async () => !(await service.stored()).includes('noticeDueAt'));
    expect(await service.stored()).to.include(`"host":"${new URL(receiver.url).host}"`);

    clock.at = new Date(clock.at.getTime() + minutes(1));
    await admin('PATCH', `/api/webhooks/${id}`, { disabled: false });
    await emit(id);
    await sent(id, 4);
  });

  it('are mailed once user-service can list the administrators', async () => {
    let asked = 0;
    administrators = () => {
      if (asked++ === 0) throw new Error('away');
      return ['ann', 'koala'];
    };
    const id = await refused();
    await until('the list of administrators has failed', () => asked === 1);
    expect(await mails(id)).to.deep.equal([]);
    clock.at = new Date(clock.at.getTime() + minutes(1));
    await sent(id, 2);
  });

  it('are not sent for changes by an administrator', async () => {
    const { body } = await admin('POST', '/api/webhooks', { url: receiver.url, events: ['*'] });
    const path = `/api/webhooks/${body['id']}`;
    expect((await admin('PATCH', path, { disabled: true })).body['disabledReason']).to.equal('ADMINISTRATOR');
    expect(await service.stored()).to.not.include('noticeDueAt');
  });
});
