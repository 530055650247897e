import { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { until } from '@shop/testkit/until';
import { Orchestrator } from '../support/orchestrator.js';
import { ADDRESS, startService, type Service } from '../support/service.js';

describe('orders while the orchestrator does not answer', function () {
  this.timeout(60_000);
  let service: Service;
  let orchestrator: Orchestrator;
  before(async () => {
    service = await startService();
    orchestrator = new Orchestrator(service);
    await service.product('pen', 250, 1_000);
    await service.product('rare', 900, 1);
  });
  after(() => service.stop());
  beforeEach(() => {
    orchestrator.away = 'unavailable';
  });
  afterEach(async () => {
    orchestrator.away = undefined;
    await until('everything is delivered', async () => (await orchestrator.undelivered()) === 0);
  });

  const pen = [{ productId: 'pen', quantity: 1 }];
  const ann = (...[method, path, body, headers]: Parameters<ReturnType<Service['as']>>) =>
    service.as('ann')(method, path, body, headers);
  const order = (items: object[] = pen, headers = {}, more = {}) =>
    ann('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...more }, headers);
  const startOf = (sagaId: string) => ({
    sagaId,
    until: 'ACCEPTED',
    placeOrder: {
      userId: 'ann',
      lines: [{ productId: 'pen', quantity: 1, unitPriceMinor: 250, name: 'The pen' }],
      shippingAddress: ADDRESS,
      paymentMethodId: '',
    },
  });
  const shown = async (id: string) => (await ann('GET', `/api/orders/${id}`)).body;
  const reaches = (id: string, status: string) =>
    until(`${id} is ${status}`, async () => (await shown(id)).status === status);

  it('are accepted, can be read at once, and are started once the orchestrator is back', async () => {
    const { status, body, headers } = await order();
    expect([status, body.status]).to.deep.equal([202, 'PENDING']);
    expect(headers.get('location')).to.equal(`/api/orders/${body.id}`);
    expect(await shown(body.id)).to.deep.equal(body);
    expect(await orchestrator.undelivered()).to.equal(1);
    expect(orchestrator.startsOf(body.id)).to.equal(0);
    orchestrator.away = undefined;
    await reaches(body.id, 'AWAITING_PAYMENT');
    await until('it is no longer outstanding', async () => (await orchestrator.undelivered()) === 0);
    expect(orchestrator.starts.at(-1)).to.deep.equal({ id: body.id, paymentMethodId: '', until: 'ACCEPTED' });
  });

  it('keep their payment method', async () => {
    service.scripts.payments.GetMethod = async () => ({ id: 'pm-1' });
    const { body } = await order(pen, {}, { paymentMethodId: 'pm-1' });
    orchestrator.away = undefined;
    await reaches(body.id, 'AWAITING_PAYMENT');
    expect(orchestrator.starts.find(({ id }) => id === body.id)?.paymentMethodId).to.equal('pm-1');
  });

  it('are answered within 6 s and started once when the orchestrator receives the call and does not answer', async () => {
    for (const away of ['silent', 'deaf'] as const) {
      orchestrator.away = away;
      const began = Date.now();
      const { status, body } = await order();
      expect(Date.now() - began).to.be.below(6_000);
      expect(status).to.be.oneOf([201, 202]);
      orchestrator.away = undefined;
      await reaches(body.id, 'AWAITING_PAYMENT');
    }
  });

  it('are refused as usual for a wrong price or an unknown product', async () => {
    const mispriced = await order([{ productId: 'pen', quantity: 1, price: 2.49 }]);
    expect([mispriced.status, mispriced.body.code, mispriced.body.price]).to.deep.equal([409, 'PRICE_CHANGED', 2.5]);
    const unknown = await order([{ productId: 'nothing', quantity: 1 }]);
    expect([unknown.status, unknown.body.code]).to.deep.equal([404, 'PRODUCT_NOT_FOUND']);
    expect(await orchestrator.undelivered()).to.equal(0);
  });

  it('are created once for one key, during the outage and after it', async () => {
    const key = { 'idempotency-key': 'one-press' };
    const first = await order(pen, key);
    const again = await order(pen, key);
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).to.deep.equal([
      202,
      'true',
      first.body,
    ]);
    orchestrator.away = undefined;
    await reaches(first.body.id, 'AWAITING_PAYMENT');
    expect((await order(pen, key)).body.id).to.equal(first.body.id);
    expect(orchestrator.startsOf(first.body.id)).to.equal(1);
  });

  it('wait with Prefer: wait until they rest, or for the requested time', async () => {
    const short = await order(pen, { prefer: 'wait=1' });
    expect([short.status, short.body.status, short.headers.get('preference-applied')]).to.deep.equal([
      202,
      'PENDING',
      'wait=1',
    ]);
    const long = order(pen, { prefer: 'wait=20' });
    await until('both are accepted', async () => (await orchestrator.undelivered()) === 2);
    orchestrator.away = undefined;
    const { status, body } = await long;
    expect([status, body.status]).to.deep.equal([201, 'AWAITING_PAYMENT']);
  });

  it('can be cancelled, which ends them at once, and their saga is started and cancelled later', async () => {
    const { body } = await order();
    const gone = await ann('POST', `/api/orders/${body.id}/cancel`);
    expect([gone.status, gone.body.status, gone.body.cancelReason]).to.deep.equal([
      202,
      'CANCELLED',
      'CUSTOMER_CANCELLED',
    ]);
    expect((await ann('DELETE', `/api/orders/${body.id}`)).status).to.equal(202);
    orchestrator.away = undefined;
    await until('the saga is cancelled', () => orchestrator.cancelled.includes(body.id));
    expect(orchestrator.startsOf(body.id)).to.equal(1);
    expect((await shown(body.id)).history.map(({ status }: { status: string }) => status)).to.deep.equal([
      'PENDING',
      'CANCELLED',
    ]);
    const { stock } = (await ann('GET', '/api/products/pen')).body;
    expect(stock.available + stock.reserved).to.equal(1_000);
  });

  it('cannot be changed before they are started, and the answer says why', async () => {
    const { body } = await order();
    const change = await ann('PUT', `/api/orders/${body.id}`, { items: [{ productId: 'pen', quantity: 2 }] });
    expect([change.status, change.body.code]).to.deep.equal([409, 'ORDER_NOT_CHANGEABLE']);
    expect(change.body.detail).to.include('not held yet');
  });

  it('do not wait for one that the orchestrator refuses permanently, which ends as FAILED', async () => {
    const { body: poisoned } = await order();
    const { body: sound } = await order();
    const taking = service.scripts.sagas.Start;
    service.scripts.sagas.Start = (request, call) => {
      if (request.sagaId === poisoned.id) throw new Problem(422, 'VALIDATION_FAILED');
      return taking(request, call);
    };
    orchestrator.away = undefined;
    await reaches(sound.id, 'AWAITING_PAYMENT');
    await reaches(poisoned.id, 'CANCELLED');
    expect((await shown(poisoned.id)).cancelReason).to.equal('FAILED');
    await until('nothing is left to be started', async () => (await orchestrator.undelivered()) === 0);
    expect(orchestrator.startsOf(poisoned.id)).to.equal(0);
    expect(await orchestrator.metric('order_starts_refused_total')).to.equal(1);
    service.scripts.sagas.Start = taking;
  });

  it('wait while the orchestrator refuses this process', async () => {
    const { body } = await order();
    const taking = service.scripts.sagas.Start;
    const asked = new Set<string>();
    service.scripts.sagas.Start = ({ sagaId }) => {
      asked.add(sagaId);
      throw new Problem(403, 'FORBIDDEN');
    };
    await until('the orchestrator was called', () => asked.has(body.id));
    expect((await shown(body.id)).status).to.equal('PENDING');
    service.scripts.sagas.Start = taking;
    orchestrator.away = undefined;
    await reaches(body.id, 'AWAITING_PAYMENT');
  });

  it('are started by another replica when the first one is gone, and a second start has no effect', async () => {
    const { body } = await order();
    const store = await mongoose.createConnection(service.store.uri('orders')).asPromise();
    const orders = store.collection('orders');
    const leased = async (until: Date) =>
      void (await orders.updateOne({ _id: body.id }, { $set: { 'startIntent.nextAttemptAt': until } }));
    try {
      await leased(new Date(Date.now() + 3_600_000));
      const { body: later } = await order();
      const attempts = async () => (await orders.findOne({ _id: later.id }))!['startIntent'].attempts as number;
      // rounds follow each other: from this one on, the first order is not being started
      await until('a round has begun since', async () => (await attempts()) > 0);
      orchestrator.away = undefined;
      // the breaker may still be open for the second one
      await reaches(later.id, 'AWAITING_PAYMENT');
      await until('only the first is left', async () => (await orchestrator.undelivered()) === 1);
      expect(orchestrator.startsOf(body.id)).to.equal(0);
      // a replica that died after the start and before it could record it: the start remains outstanding
      await service.scripts.sagas.Start({ ...startOf(body.id) } as never, {} as never);
      await leased(new Date());
      await until('it is started again', () => orchestrator.startsOf(body.id) === 2);
      await reaches(body.id, 'AWAITING_PAYMENT');
      const { stock } = (await ann('GET', '/api/products/pen')).body;
      const held = (await orders.find({ stock: 'HELD' }).toArray()).length;
      expect(stock.reserved).to.equal(held);
    } finally {
      await store.close();
    }
  });

  it('are marked in the audit as not started yet', async () => {
    const { body } = await order();
    const audits: Record<string, boolean> = {};
    for await (const { id, startPending } of service.orders.stream('Audit', {})) audits[id] = startPending;
    expect(audits[body.id]).to.equal(true);
    expect(Object.values(audits).filter(Boolean)).to.have.length(1);
  });
});
