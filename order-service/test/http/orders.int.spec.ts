import { conflict, Problem } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { ADDRESS, startService, type Person, type Service } from '../support/service.js';

describe('orders over REST', () => {
  let service: Service;
  let ann: Person;
  let bob: Person;

  before(async () => {
    service = await startService();
    [ann, bob] = [service.as('ann'), service.as('bob')];
    await service.product('pen', 250, 10_000);
    await service.product('lamp', 8_999, 5);
  });
  after(() => service.stop());
  let placeAsUsual: Service['scripts']['sagas']['Start'];
  beforeEach(() => (placeAsUsual = service.scripts.sagas.Start));
  afterEach(() => (service.scripts.sagas.Start = placeAsUsual));
  const order = (items: object[], headers: Record<string, string> = {}, more: object = {}) =>
    ann('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...more }, headers);
  const pen = [{ productId: 'pen', quantity: 1 }];

  it('places an order, summing lines with the same product, and finds it right after', async () => {
    const placed = await order([
      { productId: 'pen', quantity: 2, price: 2.5 },
      { productId: 'lamp', quantity: 1 },
      { productId: 'pen', quantity: 1 },
    ]);
    expect([placed.status, placed.headers.get('location')]).to.deep.equal([201, `/api/orders/${placed.body.id}`]);
    const read = await ann('GET', `/api/orders/${placed.body.id}`);
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
    expect(read.body.history.map((entry: any) => [entry.seq, entry.status])).to.deep.equal([
      [1, 'PENDING'],
      [2, 'AWAITING_PAYMENT'],
    ]);
    expect(read.body.payment).to.equal(undefined);
  });

  it('refuses an empty Idempotency-Key and one that is too long, and names the header', async () => {
    for (const key of ['', ' ', 'k'.repeat(256)]) {
      const { status, body } = await order(pen, { 'idempotency-key': key });
      expect([status, body.code, body.errors[0].path], key).to.deep.equal([
        422,
        'VALIDATION_FAILED',
        'Idempotency-Key',
      ]);
    }
    expect((await order(pen, { 'idempotency-key': 'k'.repeat(255) })).status).to.equal(201);
  });

  it('places one order for a call without a key that the gateway retries, and stores no answer for it', async () => {
    const attempt = (n: number, call = 'call-1') =>
      order(pen, { 'x-gateway-call': `${call} ${n}`, 'idempotency-key': call });
    const mongo = await connectMongo(service.store.uri('orders'), { logger: silentLogger() });
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
    service.scripts.sagas.Start = async ({ sagaId, placeOrder }) => {
      const { userId, lines, shippingAddress } = placeOrder!;
      create = async () => {
        const created = await service.orders.call('Create', { orderId: sagaId, userId, lines, shippingAddress });
        expect(created.totalMinor).to.equal(250);
      };
      return { reached: false, created: true, saga: { id: sagaId } };
    };
    const { status, body, headers } = await order(pen);
    expect([status, body.status, body.totalAmount]).to.deep.equal([202, 'PENDING', 2.5]);
    expect(headers.get('location')).to.equal(`/api/orders/${body.id}`);
    const found = async () => (await ann('GET', `/api/orders/${body.id}`)).body;
    expect(await found()).to.deep.equal(body);
    await create();
    expect(await found()).to.deep.equal(body);
    await service.admin('PATCH', '/api/products/pen', { price: 3 });
    await create();
    await service.admin('PATCH', '/api/products/pen', { price: 2.5 });
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
      service.scripts.sagas.Start = (request, call) => {
        asked = [request.waitMs, request.until];
        return placeAsUsual(request, call);
      };
      expect((await order(pen, prefer === '' ? {} : { prefer })).status).to.equal(201);
      expect(asked[1]).to.equal(until);
      // the time that the call itself took is subtracted
      expect(asked[0]).to.be.within(waitMs - 1_000, waitMs);
    });

  const refused: [string, number, string, object[], object?][] = [
    ['no item', 422, 'VALIDATION_FAILED', []],
    ['51 items', 422, 'VALIDATION_FAILED', Array.from({ length: 51 }, (_, n) => ({ productId: `p${n}`, quantity: 1 }))],
    ['a quantity of 0', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: 0 }]],
    ['a quantity of 1,001', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: 1_001 }]],
    ['quantities that sum to 1,001', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: 1_000 }, ...pen]],
    ['half a piece', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: 0.5 }]],
    ['a quantity as text', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: '2' }]],
    ['a null quantity', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: null }]],
    ['a price with three decimals', 422, 'VALIDATION_FAILED', [{ ...pen[0], price: 2.505 }]],
    ['an operator for an id', 422, 'VALIDATION_FAILED', [{ productId: { $gt: '' }, quantity: 1 }]],
    ['an unknown field in an item', 422, 'VALIDATION_FAILED', [{ ...pen[0], discount: 1 }]],
    ['an unknown field', 422, 'VALIDATION_FAILED', pen, { userId: 'bob' }],
    ['no address', 422, 'VALIDATION_FAILED', pen, { shippingAddress: undefined }],
    ['a blank street', 422, 'VALIDATION_FAILED', pen, { shippingAddress: { ...ADDRESS, street: '  ' } }],
    [
      'half a character in a street',
      422,
      'VALIDATION_FAILED',
      pen,
      { shippingAddress: { ...ADDRESS, street: '\ud83d' } },
    ],
    ['a control character', 422, 'VALIDATION_FAILED', pen, { shippingAddress: { ...ADDRESS, zipCode: '1\u0000' } }],
    ['a price of too many decimals', 422, 'VALIDATION_FAILED', [{ ...pen[0], price: 2.500001 }]],
    ['a long city', 422, 'VALIDATION_FAILED', pen, { shippingAddress: { ...ADDRESS, city: 'x'.repeat(201) } }],
    ['a null payment method', 422, 'VALIDATION_FAILED', pen, { paymentMethodId: null }],
    ['an unknown product', 404, 'PRODUCT_NOT_FOUND', [{ productId: 'ink', quantity: 1 }]],
    ['an unknown payment method', 404, 'PAYMENT_METHOD_NOT_FOUND', pen, { paymentMethodId: 'pm-1' }],
    ['another price', 409, 'PRICE_CHANGED', [{ ...pen[0], price: 2.4 }]],
    [
      'another price in one of two lines',
      409,
      'PRICE_CHANGED',
      [
        { ...pen[0], price: 2.5 },
        { ...pen[0], price: 2.4 },
      ],
    ],
  ];
  for (const [what, status, code, items, more] of refused)
    it(`refuses ${what} with ${code}`, async () => {
      const answer = await order(items, {}, more);
      expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
      if (status === 422) expect(answer.body.errors).to.not.deep.equal([]);
    });

  it('names the current price when it refuses another', async () => {
    const { body } = await order([{ productId: 'pen', quantity: 1, price: 1 }]);
    expect(body).to.deep.include({ productId: 'pen', price: 2.5, currency: 'USD' });
  });

  it('refuses a total over ten million', async () => {
    await service.product('house', 100_000_000, 0);
    const { status, body } = await order([{ productId: 'house', quantity: 11 }]);
    expect([status, body.errors[0].path]).to.deep.equal([422, 'items']);
  });

  it('places an order when payment-service cannot check the payment method', async () => {
    service.scripts.payments.GetMethod = async () => {
      throw new Problem(503, 'SERVICE_UNAVAILABLE');
    };
    expect((await order(pen, {}, { paymentMethodId: 'pm-1' })).status).to.equal(201);
  });

  it('creates one order for 100 parallel requests with one key, and then gives 100 equal answers', async () => {
    const starts = new Set<string>();
    service.scripts.sagas.Start = (request, call) => {
      starts.add(request.sagaId);
      return placeAsUsual(request, call);
    };
    const carl = service.as('carl');
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
    await service.product('cup', 300, 10);
    const items = [{ productId: 'cup', quantity: 1, price: 3 }];
    service.scripts.sagas.Start = async (request, call) => {
      await placeAsUsual(request, call);
      await service.admin('POST', '/faults', { at: 'order.db-write.before', do: 'error' });
      throw new Problem(503, 'SERVICE_UNAVAILABLE');
    };
    expect((await order(items, { 'idempotency-key': 'died' })).status).to.equal(500);
    service.scripts.sagas.Start = placeAsUsual;
    await service.admin('PATCH', '/api/products/cup', { price: 4 });
    const again = await order(items, { 'idempotency-key': 'died' });
    expect([again.status, again.body.totalAmount]).to.deep.equal([201, 3]);
    expect((await service.admin('GET', '/api/products/cup')).body.stock).to.deep.equal({
      available: 9,
      reserved: 1,
      sold: 0,
    });
  });

  it('passes on the refusal of Create when the price changed after it was checked', async () => {
    service.scripts.sagas.Start = async (request) => {
      await service.admin('PATCH', '/api/products/lamp', { price: 95 });
      const { lines, userId, shippingAddress } = request.placeOrder!;
      await service.orders
        .call('Create', { orderId: request.sagaId, userId, lines, shippingAddress })
        .catch(() => undefined);
      return { reached: true, created: true, saga: { state: 'COMPENSATED', failureReason: 'PRICE_CHANGED' } };
    };
    const { status, body } = await order([{ productId: 'lamp', quantity: 1 }]);
    expect([status, body.code, body.price]).to.deep.equal([409, 'PRICE_CHANGED', 95]);
  });

  it('shows an order to its owner and to administrators, and answers 404 to others', async () => {
    const { body } = await order(pen);
    const path = `/api/orders/${body.id}`;
    expect((await service.admin('GET', path)).body.userId).to.equal('ann');
    for (const [method, where, sent] of [
      ['GET', path, undefined],
      ['PUT', path, { items: pen }],
      ['POST', `${path}/cancel`, undefined],
      ['DELETE', path, undefined],
    ] as const) {
      const answer = await bob(method, where, sent);
      expect([answer.status, answer.body.code], method).to.deep.equal([404, 'ORDER_NOT_FOUND']);
    }
    expect((await bob('GET', '/api/orders')).body).to.deep.equal({ items: [], nextCursor: null });
    expect((await service.as()('GET', path)).body.code).to.equal('UNAUTHENTICATED');
  });

  it('lists newest first, page by page, by status, and everyone’s to an administrator', async () => {
    const dora = service.as('dora');
    const ids: string[] = [];
    for (let n = 0; n < 5; n++)
      ids.unshift((await dora('POST', '/api/orders', { items: pen, shippingAddress: ADDRESS })).body.id);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await dora('GET', `/api/orders?limit=2${cursor}`);
      seen.push(...body.items.map((each: any) => each.id));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).to.deep.equal(ids);
    await service.orders.call('Confirm', { orderId: ids[2]! });
    expect((await dora('GET', '/api/orders?status=CONFIRMED')).body.items.map((each: any) => each.id)).to.deep.equal([
      ids[2],
    ]);
    const everyone = (await service.admin('GET', '/api/orders?limit=100')).body.items;
    expect(new Set(everyone.map((each: any) => each.userId)))
      .to.include('ann')
      .and.include('dora');
    for (const query of [
      'status=GONE',
      'limit=0',
      'limit=101',
      'cursor=%24',
      'cursor=WyJhIl0',
      'sort=up',
      'status=PENDING&status=PENDING',
    ])
      expect((await dora('GET', `/api/orders?${query}`)).body.code, query).to.equal('VALIDATION_FAILED');
  });

  it('shows the payment if payment-service answers in time, and leaves it out otherwise', async () => {
    const { body } = await order(pen);
    await service.orders.call('BeginPayment', { orderId: body.id, userId: 'ann', amountMinor: 250 });
    const payment = {
      id: 'pay-1',
      status: 'CAPTURED',
      amountMinor: 250,
      currency: 'USD',
      brand: 'visa',
      last4: '4242',
    };
    service.scripts.payments.Inspect = async () => payment;
    expect((await ann('GET', `/api/orders/${body.id}`)).body.payment).to.deep.equal({
      id: 'pay-1',
      status: 'CAPTURED',
      amount: 2.5,
      refundedAmount: 0,
      currency: 'USD',
      card: { brand: 'visa', last4: '4242' },
    });
    service.scripts.payments.Inspect = () => new Promise(() => undefined);
    const began = Date.now();
    expect((await ann('GET', `/api/orders/${body.id}`)).body).to.not.have.property('payment');
    expect(Date.now() - began).to.be.within(450, 1_500);
  });

  it('changes an order before payment only', async () => {
    const { body } = await order(pen);
    const path = `/api/orders/${body.id}`;
    const changed = await ann('PUT', path, { items: [{ productId: 'pen', quantity: 4 }] });
    expect([changed.status, changed.body.totalAmount, changed.body.items[0].quantity]).to.deep.equal([200, 10, 4]);
    const moved = await ann('PUT', path, { shippingAddress: { ...ADDRESS, city: 'Busan' } });
    expect([moved.body.shippingAddress.city, moved.body.totalAmount]).to.deep.equal(['Busan', 10]);
    expect((await ann('PUT', path, {})).body.code).to.equal('VALIDATION_FAILED');
    expect((await ann('PUT', path, { items: [{ productId: 'lamp', quantity: 100 }] })).body.code).to.equal(
      'OUT_OF_STOCK',
    );
    await service.orders.call('BeginPayment', { orderId: body.id, userId: 'ann', amountMinor: 0 });
    const late = await ann('PUT', path, { shippingAddress: ADDRESS });
    expect([late.status, late.body.code]).to.deep.equal([409, 'ORDER_NOT_CHANGEABLE']);
  });

  it('passes a cancellation to the saga, with the user and the reason; a second one changes nothing', async () => {
    const asked: unknown[] = [];
    service.scripts.sagas.Cancel = async ({ orderId, by, reason }) => {
      asked.push([by, reason]);
      await service.orders.call('Cancel', { orderId, reason });
      return { reached: true, created: false, saga: null };
    };
    const [first, second] = [(await order(pen)).body.id, (await order(pen)).body.id];
    const gone = await ann('POST', `/api/orders/${first}/cancel`);
    expect([gone.status, gone.body.status, gone.body.cancelReason]).to.deep.equal([
      202,
      'CANCELLED',
      'CUSTOMER_CANCELLED',
    ]);
    expect((await ann('DELETE', `/api/orders/${first}`)).body).to.deep.equal(gone.body);
    expect((await service.admin('DELETE', `/api/orders/${second}`)).body.cancelReason).to.equal('ADMIN_CANCELLED');
    expect(asked).to.deep.equal([
      ['ann', 'CUSTOMER_CANCELLED'],
      ['admin', 'ADMIN_CANCELLED'],
    ]);
  });

  it('shows that a confirmed order is being cancelled, from the answer of 202 until the end', async () => {
    service.scripts.sagas.Cancel = async () => ({ reached: true, created: false, saga: null });
    const { id } = (await order(pen)).body;
    await service.orders.call('Confirm', { orderId: id });
    const shown = async () => {
      const { status, cancelling } = (await ann('GET', `/api/orders/${id}`)).body;
      return [status, cancelling];
    };
    expect(await shown()).to.deep.equal(['CONFIRMED', undefined]);
    const accepted = await ann('DELETE', `/api/orders/${id}`);
    expect([accepted.status, accepted.body.cancelling]).to.deep.equal([202, true]);
    expect(await shown()).to.deep.equal(['CONFIRMED', true]);
    await service.stock.call('Restock', { orderId: id });
    await service.orders.call('MarkCancelled', { orderId: id, reason: 'CUSTOMER_CANCELLED' });
    expect(await shown()).to.deep.equal(['CANCELLED', undefined]);
  });

  it('passes on a refusal of the orchestrator', async () => {
    service.scripts.sagas.Start = async () => {
      throw conflict('ORDER_CANCELLED', 'No.');
    };
    expect((await order(pen)).body.code).to.equal('ORDER_CANCELLED');
  });

  it('is ready only while its store, Redis and gRPC are', async () => {
    const ready = () => fetch(`http://127.0.0.1:${service.ports.http}/health/ready`);
    expect((await ready()).status).to.equal(200);
    service.redis.pause();
    try {
      const checks = await until('unready', async () => {
        const answer = await ready();
        const body = (await answer.json()) as { checks: Record<string, string> };
        return answer.status === 503 ? body.checks : undefined;
      });
      expect(checks).to.have.all.keys('grpc', 'mongo', 'redis');
      expect(checks['redis']).to.match(/failed/);
      const serving = await fetch(`http://127.0.0.1:${service.ports.http}/health/serving`);
      expect([serving.status, await serving.json()]).to.deep.equal([
        200,
        { status: 'ok', checks: { grpc: 'ok', mongo: 'ok' } },
      ]);
    } finally {
      service.redis.resume();
    }
  });
});
