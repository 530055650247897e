import { anEvent } from '@shop/testkit/events/an-event';
import type { JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { startReceiver, type Receiver } from './receiver.js';
import { startWebhooks, type WebhookService } from './webhooks.js';

export const SHORT = { firstMs: 50, longestMs: 400, totalMs: 3_000 };
export const eventOf = (id: string, type = 'order.confirmed', subject = 'order-1') => ({
  ...anEvent(id),
  type,
  subject,
});

/** Has notification-service and a receiver of webhooks run during the tests of the enclosing `describe`. */
export function withWebhooks() {
  let service: WebhookService;
  let receiver: Receiver;
  let position = 0;
  /** The service's current time, if a test stops its clock. */
  let held: Date | undefined;
  const receivers: Receiver[] = [];
  const now = () => held ?? new Date();
  const receive = async (...args: Parameters<typeof startReceiver>) => {
    const made = await startReceiver(...args);
    receivers.push(made);
    return made;
  };
  const admin = (...call: Parameters<ReturnType<WebhookService['as']>>) => service.as('ann', 'admin')(...call);
  const register = async (url: string, events = ['*']) => {
    const { status: code, body } = await admin('POST', '/api/webhooks', { url, events });
    expect(code).to.equal(201);
    return body as { id: string; secret: string };
  };
  const deliveries = async (id: string, query = ''): Promise<JsonObject[]> =>
    (await admin('GET', `/api/webhooks/${id}/deliveries${query}`)).body['items'];
  const emit = (event: ReturnType<typeof eventOf>) => service.emit(event as never, ++position);
  const awaitStatus = (id: string, state: string) =>
    until(`a delivery is ${state}`, async () => (await deliveries(id)).find((each) => each['status'] === state));

  before(async () => {
    service = await startWebhooks({ schedule: SHORT, withinMs: 2_000, now });
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

  return {
    get service() {
      return service;
    },
    /** A new one for each test, which answers 204 unless it is told otherwise. */
    get receiver() {
      return receiver;
    },
    receive,
    admin,
    register,
    deliveries,
    emit,
    awaitStatus,
    /** The service's current time. */
    now,
    /** Stops the service's clock at this time until the end of the test. */
    stopClock: (time: Date) => void (held = time),
  };
}
