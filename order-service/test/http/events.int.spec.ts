import { eventsOf, type EventLogReader } from '@shop/testkit/events/log-reader';
import { EVENTS, type OrderEventType } from '@shop/protos/events';
import { expect } from 'chai';
import { SECRET } from '../support/peers.js';
import { ADDRESS, startService, type Service } from '../support/service.js';
import { shownOrder } from '../../dist/http/orders.schema.js';

describe('the events of orders', () => {
  let service: Service;
  let log: EventLogReader;
  before(async () => {
    service = await startService();
    log = eventsOf('order-service', service.ports.grpc, SECRET);
    await service.product('pen', 150, 100);
  });
  after(async () => {
    log?.close();
    await service?.stop();
  });

  const place = async (): Promise<string> => {
    const items = [{ productId: 'pen', quantity: 2 }];
    const { status, body } = await service.as('ann')('POST', '/api/orders', { items, shippingAddress: ADDRESS });
    expect(status).to.equal(201);
    return body.id;
  };
  it('are in sequence, each with the order as it was then', async () => {
    const id = await place();
    await service.orders.call('Confirm', { orderId: id });
    await service.stock.call('Restock', { orderId: id });
    await service.orders.call('MarkCancelled', { orderId: id, reason: 'CUSTOMER_CANCELLED' });
    const events = await log.about(id, 4);
    expect(events.map(({ type, data }) => [type, (data as { status: string }).status])).to.deep.equal([
      ['order.created', 'PENDING'],
      ['order.awaiting_payment', 'AWAITING_PAYMENT'],
      ['order.confirmed', 'CONFIRMED'],
      ['order.cancelled', 'CANCELLED'],
    ]);
    for (const [index, event] of events.entries()) {
      expect(event).to.include({
        specversion: '1.0',
        source: '/order-service',
        subject: id,
        datacontenttype: 'application/json',
        dataschema: 'urn:shop:schema:order:1',
      });
      expect(EVENTS[event.type as OrderEventType].source).to.equal('order-service');
      expect(shownOrder.validate(event.data).error, event.type).to.equal(undefined);
      const { history, cancelReason } = event.data as { history: unknown[]; cancelReason?: string };
      expect(history).to.have.length(index + 1);
      expect(cancelReason).to.equal(index === 3 ? 'CUSTOMER_CANCELLED' : undefined);
    }
    const { body: shown } = await service.as('ann')('GET', `/api/orders/${id}`);
    expect(events.at(-1)!.data).to.deep.equal(shown);
  });

  it('can be followed, read from a position and from a time, and are refused with EVENTS_GONE past the end', async () => {
    const id = await place();
    await log.about(id, 2);
    const { newest, oldest } = await log.ends();
    const followed = log.follow(newest);
    const next = await place();
    expect((await followed.next()).value?.event).to.include({ subject: next, type: 'order.created' });
    await followed.return(undefined);
    expect((await log.all(newest - 1)).length).to.be.greaterThan(0);
    expect(await log.all(0, new Date(Date.now() + 60_000))).to.deep.equal([]);
    expect((await log.all(0, new Date(0))).length).to.equal((await log.all()).length);
    for (const after of [newest + 1_000])
      expect(await log.all(after).catch((error: unknown) => error)).to.include({ status: 416, code: 'EVENTS_GONE' });
    expect(oldest).to.equal(1);
  });

  it('are only for the callers in the topology', async () => {
    const otherProcess = eventsOf('order-service', service.ports.grpc, SECRET, 'gateway');
    expect(await otherProcess.all().catch((error: unknown) => error)).to.include({ status: 403 });
    otherProcess.close();
  });

  it('do not include a refused order', async () => {
    const create = service.orders.call('Create', {
      orderId: 'refused',
      userId: 'ann',
      lines: [{ productId: 'nothing', quantity: 1 }],
      shippingAddress: ADDRESS,
    });
    expect(await create.catch((error: unknown) => error)).to.include({ code: 'PRODUCT_NOT_FOUND' });
    const id = await place();
    await log.about(id, 2);
    expect((await log.all()).filter(({ subject }) => subject === 'refused')).to.deep.equal([]);
  });
});
