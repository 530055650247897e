import { Problem } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import { ADDRESS } from '../support/service.js';
import { pen, withOrders } from '../support/with-orders.js';

describe('orders over REST', () => {
  const at = withOrders();

  it('places an order, summing lines with the same product, and finds it right after', async () => {
    const placed = await at.order([
      { productId: 'pen', quantity: 2, price: 2.5 },
      { productId: 'lamp', quantity: 1 },
      { productId: 'pen', quantity: 1 },
    ]);
    expect([placed.status, placed.headers.get('location')]).to.deep.equal([201, `/api/orders/${placed.body.id}`]);
    const read = await at.ann('GET', `/api/orders/${placed.body.id}`);
    expect(read.body).to.deep.equal(placed.body);
    expect(read.body).to.deep.include({
      userId: 'ann',
      status: 'AWAITING_PAYMENT',
      totalAmount: 97.49,
      currency: 'USD',
    });
    expect(read.body.items).to.deep.equal([
      { productId: 'pen', name: 'The pen', quantity: 3, price: 2.5 },
      { productId: 'lamp', name: 'The lamp', quantity: 1, price: 89.99 },
    ]);
    expect(read.body.history.map((entry: AnyJson) => [entry.seq, entry.status])).to.deep.equal([
      [1, 'PENDING'],
      [2, 'AWAITING_PAYMENT'],
    ]);
    expect(read.body.payment).to.equal(undefined);
  });

  it('refuses an empty Idempotency-Key and one that is too long, and names the header', async () => {
    for (const key of ['', ' ', 'k'.repeat(256)]) {
      const { status, body } = await at.order(pen, { 'idempotency-key': key });
      expect([status, body.code, body.errors[0].path], key).to.deep.equal([
        422,
        'VALIDATION_FAILED',
        'Idempotency-Key',
      ]);
    }
    expect((await at.order(pen, { 'idempotency-key': 'k'.repeat(255) })).status).to.equal(201);
  });

  it('places one order for a call without a key that the gateway retries, and stores no answer for it', async () => {
    const attempt = (n: number, call = 'call-1') =>
      at.order(pen, { 'x-gateway-call': `${call} ${n}`, 'idempotency-key': call });
    const mongo = await connectMongo(at.service.store.uri('orders'), { logger: silentLogger() });
    const kept = () => mongo.collection('idempotency').countDocuments();
    const before = await kept();
    const [first, again, other] = [await attempt(1), await attempt(2), await attempt(1, 'call-2')];
    expect([again.status, again.body]).to.deep.equal([201, first.body]);
    expect(again.headers.get('idempotent-replayed')).to.equal(null);
    expect(other.body.id).not.to.equal(first.body.id);
    expect(await kept()).to.equal(before);
    await mongo.close();
  });

  it('answers 202 when the creation takes too long; the order can be read, and a late creation changes nothing', async () => {
    let create = async () => {};
    at.service.scripts.sagas.Start = async ({ sagaId, placeOrder }) => {
      const { userId, lines, shippingAddress } = placeOrder!;
      create = async () => {
        const created = await at.service.orders.call('Create', { orderId: sagaId, userId, lines, shippingAddress });
        expect(created.totalMinor).to.equal(250);
      };
      return { reached: false, created: true, saga: { id: sagaId } };
    };
    const { status, body, headers } = await at.order(pen);
    expect([status, body.status, body.totalAmount]).to.deep.equal([202, 'PENDING', 2.5]);
    expect(headers.get('location')).to.equal(`/api/orders/${body.id}`);
    const found = async () => (await at.ann('GET', `/api/orders/${body.id}`)).body;
    expect(await found()).to.deep.equal(body);
    await create();
    expect(await found()).to.deep.equal(body);
    await at.service.admin('PATCH', '/api/products/pen', { price: 3 });
    await create();
    await at.service.admin('PATCH', '/api/products/pen', { price: 2.5 });
  });

  for (const [prefer, waitMs, until] of [
    ['wait=7', 7_000, 'RESTED'],
    ['respond-async, wait=60', 30_000, 'RESTED'],
    ['wait=soon', 5_000, 'STARTED'],
    ['wait=-1', 5_000, 'STARTED'],
    ['wait=1.5', 5_000, 'STARTED'],
    ['', 5_000, 'STARTED'],
  ] as const)
    it(`treats "Prefer: ${prefer}" as waiting ${waitMs} ms for ${until}`, async () => {
      let asked: [number, string] = [0, ''];
      at.service.scripts.sagas.Start = (request, call) => {
        asked = [request.waitMs, request.until];
        return at.placeAsUsual(request, call);
      };
      expect((await at.order(pen, prefer === '' ? {} : { prefer })).status).to.equal(201);
      expect(asked[1]).to.equal(until);
      // the time that the call itself took is subtracted
      expect(asked[0]).to.be.within(waitMs - 1_000, waitMs);
    });

  it('places an order when payment-service cannot check the payment method', async () => {
    at.service.scripts.payments.GetMethod = async () => {
      throw new Problem(503, 'SERVICE_UNAVAILABLE');
    };
    expect((await at.order(pen, {}, { paymentMethodId: 'pm-1' })).status).to.equal(201);
  });

  it('creates one order for 100 parallel requests with one key, and then gives 100 equal answers', async () => {
    const starts = new Set<string>();
    at.service.scripts.sagas.Start = (request, call) => {
      starts.add(request.sagaId);
      return at.placeAsUsual(request, call);
    };
    const carl = at.service.as('carl');
    const send = () =>
      carl('POST', '/api/orders', { items: pen, shippingAddress: ADDRESS }, { 'idempotency-key': 'once' });
    const first = await Promise.all(Array.from({ length: 100 }, send));
    expect(new Set(first.map(({ status, body }) => `${status} ${body.code ?? ''}`))).to.satisfy((seen: Set<string>) =>
      [...seen].every((each) => each === '201 ' || each === '409 IDEMPOTENCY_IN_PROGRESS'),
    );
    const answers = await Promise.all(Array.from({ length: 100 }, send));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).to.equal(1);
    expect(answers[0]!.headers.get('idempotent-replayed')).to.equal('true');
    expect(starts.size).to.equal(1);
    expect((await carl('GET', '/api/orders')).body.items).to.have.length(1);
  });

  it('finds the order of a call that died before its answer was stored, whatever the price is by then', async () => {
    await at.service.product('cup', 300, 10);
    const items = [{ productId: 'cup', quantity: 1, price: 3 }];
    at.service.scripts.sagas.Start = async (request, call) => {
      await at.placeAsUsual(request, call);
      await at.service.admin('POST', '/faults', { at: 'order.db-write.before', do: 'error' });
      throw new Problem(503, 'SERVICE_UNAVAILABLE');
    };
    expect((await at.order(items, { 'idempotency-key': 'died' })).status).to.equal(500);
    at.service.scripts.sagas.Start = at.placeAsUsual;
    await at.service.admin('PATCH', '/api/products/cup', { price: 4 });
    const again = await at.order(items, { 'idempotency-key': 'died' });
    expect([again.status, again.body.totalAmount]).to.deep.equal([201, 3]);
    expect((await at.service.admin('GET', '/api/products/cup')).body.stock).to.deep.equal({
      available: 9,
      reserved: 1,
      sold: 0,
    });
  });
});
