import { expect } from 'chai';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';

describe('an order, through the gateway, over real processes', function () {
  this.timeout(60_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;

  before(async () => {
    shop = await startShop({ env: { PAYMENT_TIMEOUT_MS: '3000' } });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  });
  after(() => shop?.stop());
  afterEach('the audit finds nothing', () => auditIsClean(admin));

  const order = (items: unknown, more: object = {}, headers: Record<string, string> = {}) =>
    ann.call('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...more }, headers);
  const pen = [{ productId: 'product-1', quantity: 2, price: 29.99 }];
  const card = async (number: string) => {
    const { status, body } = await ann.call('POST', '/api/payment-methods', {
      paymentMethod: 'credit_card',
      cardDetails: { ...CARD, number },
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body['id'] as string;
  };
  const stockOf = async (id: string) =>
    (await shop.call('GET', `/api/products/${id}`)).body['stock'] as Record<string, number>;
  const statuses = (body: Record<string, any>) => body['history'].map((entry: { status: string }) => entry.status);

  it('runs to its end by itself when it comes with a payment method', async () => {
    const before = await stockOf('product-1');
    const placed = await order(pen, { paymentMethodId: await card(CARD.number) }, { prefer: 'wait=10' });
    expect(placed.status).to.equal(201);
    expect(placed.headers.get('location')).to.equal(`/api/orders/${placed.body['id']}`);
    expect(placed.body).to.include({ status: 'CONFIRMED', totalAmount: 59.98, currency: 'USD', userId: ann.id });
    expect(statuses(placed.body)).to.deep.equal(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);
    const after = await stockOf('product-1');
    expect(after).to.deep.equal({
      available: before['available']! - 2,
      reserved: before['reserved'],
      sold: before['sold']! + 2,
    });
    const saga = await admin.call('GET', `/api/sagas/${placed.body['id']}`);
    expect(saga.body['steps'].map((step: { name: string }) => step.name)).to.deep.equal([
      'create-order',
      'reserve-stock',
      'payment-submitted',
      'authorize-payment',
      'confirm-order',
      'capture-payment',
    ]);
  });

  it('waits for its payment, and is confirmed by it', async () => {
    const placed = await order(pen, {}, { prefer: 'wait=10' });
    expect(placed.body['status']).to.equal('AWAITING_PAYMENT');
    const paid = await ann.call('POST', '/api/payments', {
      orderId: placed.body['id'],
      amount: 59.98,
      paymentMethod: 'credit_card',
      cardDetails: CARD,
    });
    expect([paid.status, paid.body['status']], JSON.stringify(paid.body)).to.deep.equal([201, 'CAPTURED']);
    expect(paid.body['card']).to.deep.equal({ brand: 'visa', last4: '4242' });
    const { body } = await ann.call('GET', `/api/orders/${placed.body['id']}`);
    expect(body['status']).to.equal('CONFIRMED');
    expect(body['payment']).to.include({ id: paid.body['id'], status: 'CAPTURED' });
  });

  it('is undone when the card is declined', async () => {
    const before = await stockOf('product-2');
    const placed = await order([{ productId: 'product-2', quantity: 1 }], {}, { prefer: 'wait=10' });
    const amount = placed.body['totalAmount'];
    const paid = await ann.call('POST', '/api/payments', {
      orderId: placed.body['id'],
      amount,
      paymentMethod: 'credit_card',
      cardDetails: { ...CARD, number: '4000000000000002' },
    });
    expect([paid.status, paid.body['code'], paid.body['declineCode']], JSON.stringify(paid.body)).to.deep.equal([
      402,
      'CARD_DECLINED',
      'generic_decline',
    ]);
    const { body } = await ann.call('GET', `/api/orders/${placed.body['id']}`);
    expect(body).to.include({ status: 'CANCELLED', cancelReason: 'PAYMENT_DECLINED' });
    expect(await stockOf('product-2')).to.deep.equal(before);
  });

  it('is cancelled when there is not enough', async () => {
    const placed = await order(
      [{ productId: 'product-scarce', quantity: 1000 }],
      { paymentMethodId: await card(CARD.number) },
      { prefer: 'wait=10' },
    );
    expect(placed.body).to.include({ status: 'CANCELLED', cancelReason: 'OUT_OF_STOCK' });
  });

  it('is cancelled when the payment does not come in time', async () => {
    const placed = await order(pen, {}, { prefer: 'wait=10' });
    const body = await shop.settled(ann, placed.body['id'] as string, 'CANCELLED');
    expect(body['cancelReason']).to.equal('PAYMENT_TIMEOUT');
    const late = await ann.call('POST', '/api/payments', {
      orderId: placed.body['id'],
      amount: 59.98,
      paymentMethod: 'credit_card',
      cardDetails: CARD,
    });
    expect([late.status, late.body['code']]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
  });

  it('can be cancelled before it is paid', async () => {
    const placed = await order(pen, {}, { prefer: 'wait=10' });
    expect((await ann.call('POST', `/api/orders/${placed.body['id']}/cancel`)).status).to.equal(202);
    const body = await shop.settled(ann, placed.body['id'] as string, 'CANCELLED');
    expect(body['cancelReason']).to.equal('CUSTOMER_CANCELLED');
    expect((await ann.call('POST', `/api/orders/${placed.body['id']}/cancel`)).status).to.equal(202);
  });

  it('can be cancelled after it was confirmed: refunded and restocked', async () => {
    const before = await stockOf('product-1');
    const placed = await order(pen, { paymentMethodId: await card(CARD.number) }, { prefer: 'wait=10' });
    expect(placed.body['status']).to.equal('CONFIRMED');
    expect((await ann.call('DELETE', `/api/orders/${placed.body['id']}`)).status).to.equal(202);
    const body = await shop.settled(ann, placed.body['id'] as string, 'CANCELLED');
    expect(statuses(body)).to.deep.equal(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'CANCELLED']);
    expect(body['payment']).to.include({ status: 'REFUNDED' });
    expect(await stockOf('product-1')).to.deep.equal(before);
    const sagas = await admin.call('GET', `/api/sagas?orderId=${placed.body['id']}`);
    expect(sagas.body['items'].map((saga: { type: string }) => saga.type).sort()).to.deep.equal([
      'cancel-order',
      'place-order',
    ]);
  });

  it('is one order, however often one key is sent', async () => {
    const key = { 'idempotency-key': 'just-once' };
    const body = { items: pen, shippingAddress: ADDRESS, paymentMethodId: await card(CARD.number) };
    const answers = await Promise.all(Array.from({ length: 20 }, () => ann.call('POST', '/api/orders', body, key)));
    const placed = answers.filter(({ status }) => status === 201);
    expect(new Set(placed.map(({ body: { id } }) => id)).size).to.equal(1);
    for (const { status, body: problem } of answers)
      if (status !== 201) expect([status, problem['code']]).to.deep.equal([409, 'IDEMPOTENCY_IN_PROGRESS']);
    const again = await ann.call('POST', '/api/orders', body, key);
    expect([again.status, again.headers.get('idempotent-replayed'), again.body['id']]).to.deep.equal([
      201,
      'true',
      placed[0]!.body['id'],
    ]);
    const other = await ann.call(
      'POST',
      '/api/orders',
      { ...body, items: [{ productId: 'product-2', quantity: 1 }] },
      key,
    );
    expect([other.status, other.body['code']]).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
    await shop.settled(ann, placed[0]!.body['id'] as string, 'CONFIRMED');
  });

  it('belongs to its owner', async () => {
    const bob = await shop.register();
    const placed = await order(pen);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/cancel'],
      ['DELETE', ''],
      ['GET', '/events'],
    ] as const) {
      const { status, body } = await bob.call(method, `/api/orders/${placed.body['id']}${path}`);
      expect([status, body['code']], `${method} ${path}`).to.deep.equal([404, 'ORDER_NOT_FOUND']);
    }
    await shop.settled(ann, placed.body['id'] as string, 'CANCELLED');
  });

  it('shows each status as it comes, and again to whoever comes back', async () => {
    const placed = await order(pen, { paymentMethodId: await card(CARD.number) });
    const read = async (headers: Record<string, string> = {}) => {
      const stream = await fetch(`${shop.url}/api/orders/${placed.body['id']}/events`, {
        headers: { authorization: `Bearer ${ann.token}`, ...headers },
      });
      expect(stream.headers.get('content-type')).to.match(/text\/event-stream/);
      return [...(await stream.text()).matchAll(/^data: ?(.*)$/gm)].map(
        ([, data]) => JSON.parse(data!) as { seq: number; status: string },
      );
    };
    expect((await read()).map(({ seq, status }) => [seq, status])).to.deep.equal([
      [1, 'PENDING'],
      [2, 'AWAITING_PAYMENT'],
      [3, 'CONFIRMED'],
    ]);
    expect((await read({ 'last-event-id': '2' })).map(({ status }) => status)).to.deep.equal(['CONFIRMED']);
  });
});
