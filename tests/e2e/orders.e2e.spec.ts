import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { paths } from '../client/schema.js';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

type Placing = paths['/api/orders']['post'];
type OrderRequest = Placing['requestBody']['content']['application/json'];
type Order = Placing['responses'][201]['content']['application/json'];

describe('an order, through the gateway, over real processes', () => {
  let shop: Shop;
  let ann: Person;
  let admin: Person;

  before(async () => {
    shop = await startShop({ env: { PAYMENT_TIMEOUT_MS: '3000' } });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  });
  after(() => shop?.stop());
  afterEach('the audit finds nothing', () => auditIsClean(admin));

  /** Places an order and waits up to 10 s (`Prefer: wait`) until its saga rests. */
  const order = async (items: OrderRequest['items'], more: Partial<OrderRequest> = {}): Promise<Order> => {
    const { data, error } = await ann.api.POST('/api/orders', {
      body: { items, shippingAddress: ADDRESS, ...more },
      params: { header: { Prefer: 'wait=10' } },
    });
    if (!data) throw new Error(JSON.stringify(error));
    return data;
  };
  const pay = (orderId: string, amount: number, number = CARD.number) =>
    ann.api.POST('/api/payments', {
      body: { orderId, amount, paymentMethod: 'credit_card', cardDetails: { ...CARD, number } },
    });
  const cancel = async (id: string) =>
    (await ann.api.POST('/api/orders/{id}/cancel', { params: { path: { id } } })).response.status;
  const read = async (id: string) => (await ann.api.GET('/api/orders/{id}', { params: { path: { id } } })).data!;
  const pen = [{ productId: 'product-1', quantity: 2, price: 29.99 }];
  const card = async (number: string) => {
    const { data, error } = await ann.api.POST('/api/payment-methods', {
      body: { paymentMethod: 'credit_card', cardDetails: { ...CARD, number } },
    });
    if (!data) throw new Error(JSON.stringify(error));
    return data.id;
  };
  const stockOf = async (id: string) =>
    (await shop.api.GET('/api/products/{id}', { params: { path: { id } } })).data!.stock;
  const statuses = ({ history }: Order) => history.map(({ status }) => status);

  it('is served by processes that log no warning of Node', () => {
    for (const { name } of shop.stack.processes) {
      const log = readFileSync(join(shop.dataDir, 'logs', `${name}.log`), 'utf8');
      expect(log.split('\n').filter((line) => line.includes('(node:'))).to.deep.equal([]);
    }
  });

  it('is confirmed without further calls when it has a payment method', async () => {
    const before = await stockOf('product-1');
    const { data, response } = await ann.api.POST('/api/orders', {
      body: { items: pen, shippingAddress: ADDRESS, paymentMethodId: await card(CARD.number) },
      params: { header: { Prefer: 'wait=10' } },
    });
    const placed = data!;
    expect(response.status).to.equal(201);
    expect(response.headers.get('location')).to.equal(`/api/orders/${placed.id}`);
    expect(placed).to.include({ status: 'CONFIRMED', totalAmount: 59.98, currency: 'USD', userId: ann.id });
    expect(statuses(placed)).to.deep.equal(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);
    expect(await stockOf('product-1')).to.deep.equal({
      available: before.available - 2,
      reserved: before.reserved,
      sold: before.sold + 2,
    });
    const saga = await admin.api.GET('/api/sagas/{id}', { params: { path: { id: placed.id } } });
    const planned = (await shop.api.GET('/api/order-steps')).data!.steps;
    expect(saga.data!.steps.map(({ name, kind }) => [name, kind])).to.deep.equal(
      planned.map(({ name, kind }) => [name, kind]),
    );
    // only steps before the pivot may be skipped
    const ends = { wait: ['skipped'], undoable: ['done', 'skipped'], pivot: ['done'], retriable: ['done'] };
    for (const { name, kind, status } of saga.data!.steps)
      expect(status, name).to.be.oneOf(ends[kind as keyof typeof ends]);
  });

  it('waits for a payment, which confirms it', async () => {
    const placed = await order(pen);
    expect(placed.status).to.equal('AWAITING_PAYMENT');
    const { data: paid, response, error } = await pay(placed.id, 59.98);
    expect([response.status, paid?.status], JSON.stringify(error)).to.deep.equal([201, 'CAPTURED']);
    expect(paid!.card).to.deep.equal({ brand: 'visa', last4: '4242' });
    const seen = await read(placed.id);
    expect(seen.status).to.equal('CONFIRMED');
    expect(seen.payment).to.include({ id: paid!.id, status: 'CAPTURED' });
  });

  it('is undone when the card is declined', async () => {
    const before = await stockOf('product-2');
    const placed = await order([{ productId: 'product-2', quantity: 1 }]);
    const { response, error } = await pay(placed.id, placed.totalAmount, '4000000000000002');
    expect(response.status).to.equal(402);
    expect(error).to.include({ code: 'CARD_DECLINED', declineCode: 'generic_decline' });
    expect(await read(placed.id)).to.include({ status: 'CANCELLED', cancelReason: 'PAYMENT_DECLINED' });
    expect(await stockOf('product-2')).to.deep.equal(before);
  });

  it('is cancelled when there is not enough stock', async () => {
    const much = [{ productId: 'product-scarce', quantity: 1000 }];
    const placed = await order(much, { paymentMethodId: await card(CARD.number) });
    expect(placed).to.include({ status: 'CANCELLED', cancelReason: 'OUT_OF_STOCK' });
  });

  it('is cancelled when it is not paid in time', async () => {
    const placed = await order(pen);
    const body = await shop.awaitOutcome(ann, placed.id, 'CANCELLED');
    expect(body['cancelReason']).to.equal('PAYMENT_TIMEOUT');
    const { response, error } = await pay(placed.id, 59.98);
    expect([response.status, error?.code]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
  });

  it('can be cancelled before it is paid', async () => {
    const placed = await order(pen);
    expect(await cancel(placed.id)).to.equal(202);
    const body = await shop.awaitOutcome(ann, placed.id, 'CANCELLED');
    expect(body['cancelReason']).to.equal('CUSTOMER_CANCELLED');
    expect(await cancel(placed.id)).to.equal(202);
  });

  it('can be cancelled after it was confirmed: it is refunded and restocked', async () => {
    const before = await stockOf('product-1');
    const placed = await order(pen, { paymentMethodId: await card(CARD.number) });
    expect(placed.status).to.equal('CONFIRMED');
    const { response } = await ann.api.DELETE('/api/orders/{id}', { params: { path: { id: placed.id } } });
    expect(response.status).to.equal(202);
    await shop.awaitOutcome(ann, placed.id, 'CANCELLED');
    const seen = await read(placed.id);
    expect(statuses(seen)).to.deep.equal(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'CANCELLED']);
    expect(seen.payment).to.include({ status: 'REFUNDED' });
    expect(await stockOf('product-1')).to.deep.equal(before);
    const sagas = await admin.api.GET('/api/sagas', { params: { query: { orderId: placed.id } } });
    expect(sagas.data!.items.map(({ type }) => type).toSorted()).to.deep.equal(['cancel-order', 'place-order']);
  });

  it('ends cancelled when a cancellation races its confirmation: compensated before it, or refunded after it', async () => {
    /** Cancels an order `delay` ms after its payment was sent; returns whether it had been confirmed before. */
    const race = async (delay: number): Promise<boolean> => {
      const paymentMethodId = await card(CARD.number);
      const { id, totalAmount } = await order(pen);
      const paid = ann.api.POST('/api/payments', { body: { orderId: id, amount: totalAmount, paymentMethodId } });
      await pause(delay);
      expect(await cancel(id)).to.equal(202);
      await paid;
      await shop.awaitOutcome(ann, id, 'CANCELLED', 30_000);
      const sagas = await until('its sagas have ended', async () => {
        const { items } = (await admin.api.GET('/api/sagas', { params: { query: { orderId: id } } })).data!;
        const states = items.map(({ type, state }) => `${type} ${state}`).toSorted();
        return states.every((state) => /COMPLETED|COMPENSATED/.test(state)) ? states : undefined;
      });
      const { history, payment } = await read(id);
      const confirmed = history.some(({ status }) => status === 'CONFIRMED');
      const undone = ['cancel-order COMPLETED', 'place-order COMPLETED'];
      expect(sagas).to.deep.equal(confirmed ? undone : ['place-order COMPENSATED']);
      expect(payment?.status ?? 'none').to.be.oneOf(confirmed ? ['REFUNDED'] : ['none', 'PENDING', 'VOIDED', 'FAILED']);
      return confirmed;
    };
    const endings: boolean[] = [];
    // each search approaches the moment of confirmation, which depends on the machine
    const search = async (delay: number, left: number): Promise<void> => {
      if (left === 0) return;
      const confirmed = await race(delay);
      endings.push(confirmed);
      await search(confirmed ? delay * 0.6 : delay * 1.6 + 1, left - 1);
    };
    await Promise.all([10, 40, 160, 640].map((delay) => search(delay, 6)));
    expect(new Set(endings), 'both endings were seen').to.deep.equal(new Set([true, false]));
  }).timeout(120_000);

  it('is placed once, however often its Idempotency-Key is sent', async () => {
    const paymentMethodId = await card(CARD.number);
    const place = (items: OrderRequest['items']) =>
      ann.api.POST('/api/orders', {
        body: { items, shippingAddress: ADDRESS, paymentMethodId },
        params: { header: { 'Idempotency-Key': 'just-once' } },
      });
    const answers = await Promise.all(Array.from({ length: 20 }, () => place(pen)));
    const placed = answers.flatMap(({ data }) => data ?? []);
    expect(new Set(placed.map(({ id }) => id)).size).to.equal(1);
    for (const { response, error } of answers)
      if (error) expect([response.status, error.code]).to.deep.equal([409, 'IDEMPOTENCY_IN_PROGRESS']);
    const again = await place(pen);
    expect([again.response.status, again.response.headers.get('idempotent-replayed'), again.data?.id]).to.deep.equal([
      201,
      'true',
      placed[0]!.id,
    ]);
    const other = await place([{ productId: 'product-2', quantity: 1 }]);
    expect([other.response.status, other.error?.code]).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
    await shop.awaitOutcome(ann, placed[0]!.id, 'CONFIRMED');
  });

  it('is not found by another user', async () => {
    const bob = await shop.register();
    const placed = await order(pen);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/cancel'],
      ['DELETE', ''],
      ['GET', '/events'],
    ] as const) {
      const { status, body } = await bob.call(method, `/api/orders/${placed.id}${path}`);
      expect([status, body['code']], `${method} ${path}`).to.deep.equal([404, 'ORDER_NOT_FOUND']);
    }
    await shop.awaitOutcome(ann, placed.id, 'CANCELLED');
  });

  it('streams each status, and those after Last-Event-ID to a client that reconnects', async () => {
    const placed = await order(pen, { paymentMethodId: await card(CARD.number) });
    const watch = async (headers: Record<string, string> = {}) => {
      const stream = await fetch(`${shop.url}/api/orders/${placed.id}/events`, {
        headers: { authorization: `Bearer ${ann.token}`, ...headers },
      });
      expect(stream.headers.get('content-type')).to.match(/text\/event-stream/);
      return [...(await stream.text()).matchAll(/^data: ?(.*)$/gm)].map(
        ([, data]) => JSON.parse(data!) as { seq: number; status: string },
      );
    };
    expect((await watch()).map(({ seq, status }) => [seq, status])).to.deep.equal([
      [1, 'PENDING'],
      [2, 'AWAITING_PAYMENT'],
      [3, 'CONFIRMED'],
    ]);
    expect((await watch({ 'last-event-id': '2' })).map(({ status }) => status)).to.deep.equal(['CONFIRMED']);
  });
});
