import { seconds } from '@shop/common/time';
import { anEvent } from '@shop/testkit/events/an-event';
import { until } from '@shop/testkit/until';
import { startReceiver } from '../support/receiver.js';
import { startWebhooks } from '../support/webhooks.js';

describe('webhooks to one host', function () {
  this.timeout(180_000);

  it('do not wait for each other', async () => {
    // long enough that no delivery counts as late during this test
    const service = await startWebhooks({ withinMs: seconds(120) });
    const receiver = await startReceiver();
    receiver.set((response) => void (response.req.url?.endsWith('/quick') && response.writeHead(204).end()));
    const register = (path: string) =>
      service.as('ann', 'admin')('POST', '/api/webhooks', { url: `${receiver.url}/${path}`, events: ['*'] });
    await Promise.all(Array.from({ length: 9 }, (_, n) => register(`slow-${n}`)));
    const emit = (n: number) => service.emit({ ...anEvent(`e${n}`), type: 'order.created' }, n);
    await emit(1);
    await until('the slow ones are called', () => receiver.received.length >= 8, 60_000);
    const { body } = await register('quick');
    await emit(2);
    const path = `/api/webhooks/${body['id']}/deliveries?status=DELIVERED`;
    await until(
      'it arrives',
      async () => (await service.as('ann', 'admin')('GET', path)).body['items'].length === 1,
      60_000,
    );
    await receiver.stop();
    await service.stop();
  });
});
