import type { AnyJson } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { ADDRESS } from '../support/service.js';
import { pen, withOrders } from '../support/with-orders.js';

describe('orders over REST', () => {
  const at = withOrders();

  it('shows an order to its owner and to administrators, and answers 404 to others', async () => {
    const { body } = await at.order(pen);
    const path = `/api/orders/${body.id}`;
    expect((await at.service.admin('GET', path)).body.userId).to.equal('ann');
    for (const [method, where, sent] of [
      ['GET', path, undefined],
      ['PUT', path, { items: pen }],
      ['POST', `${path}/cancel`, undefined],
      ['DELETE', path, undefined],
    ] as const) {
      const answer = await at.bob(method, where, sent);
      expect([answer.status, answer.body.code], method).to.deep.equal([404, 'ORDER_NOT_FOUND']);
    }
    expect((await at.bob('GET', '/api/orders')).body).to.deep.equal({ items: [], nextCursor: null });
    expect((await at.service.as()('GET', path)).body.code).to.equal('UNAUTHENTICATED');
  });

  it('lists newest first, page by page, by status, and everyone’s to an administrator', async () => {
    const dora = at.service.as('dora');
    const ids: string[] = [];
    for (let n = 0; n < 5; n++)
      ids.unshift((await dora('POST', '/api/orders', { items: pen, shippingAddress: ADDRESS })).body.id);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await dora('GET', `/api/orders?limit=2${cursor}`);
      seen.push(...body.items.map((each: AnyJson) => each.id));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).to.deep.equal(ids);
    await at.service.orders.call('Confirm', { orderId: ids[2]! });
    expect(
      (await dora('GET', '/api/orders?status=CONFIRMED')).body.items.map((each: AnyJson) => each.id),
    ).to.deep.equal([ids[2]]);
    const everyone = (await at.service.admin('GET', '/api/orders?limit=100')).body.items;
    expect(new Set(everyone.map((each: AnyJson) => each.userId)))
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
    const { body } = await at.order(pen);
    await at.service.orders.call('BeginPayment', { orderId: body.id, userId: 'ann', amountMinor: 250 });
    const payment = {
      id: 'pay-1',
      status: 'CAPTURED',
      amountMinor: 250,
      currency: 'USD',
      brand: 'visa',
      last4: '4242',
    };
    at.service.scripts.payments.Inspect = async () => payment;
    expect((await at.ann('GET', `/api/orders/${body.id}`)).body.payment).to.deep.equal({
      id: 'pay-1',
      status: 'CAPTURED',
      amount: 2.5,
      refundedAmount: 0,
      currency: 'USD',
      card: { brand: 'visa', last4: '4242' },
    });
    at.service.scripts.payments.Inspect = () => new Promise(() => undefined);
    const began = Date.now();
    expect((await at.ann('GET', `/api/orders/${body.id}`)).body).to.not.have.property('payment');
    expect(Date.now() - began).to.be.within(450, 1_500);
  });

  it('changes an order before payment only', async () => {
    const { body } = await at.order(pen);
    const path = `/api/orders/${body.id}`;
    const changed = await at.ann('PUT', path, { items: [{ productId: 'pen', quantity: 4 }] });
    expect([changed.status, changed.body.totalAmount, changed.body.items[0].quantity]).to.deep.equal([200, 10, 4]);
    const moved = await at.ann('PUT', path, { shippingAddress: { ...ADDRESS, city: 'Busan' } });
    expect([moved.body.shippingAddress.city, moved.body.totalAmount]).to.deep.equal(['Busan', 10]);
    expect((await at.ann('PUT', path, {})).body.code).to.equal('VALIDATION_FAILED');
    expect((await at.ann('PUT', path, { items: [{ productId: 'lamp', quantity: 100 }] })).body.code).to.equal(
      'OUT_OF_STOCK',
    );
    await at.service.orders.call('BeginPayment', { orderId: body.id, userId: 'ann', amountMinor: 0 });
    const late = await at.ann('PUT', path, { shippingAddress: ADDRESS });
    expect([late.status, late.body.code]).to.deep.equal([409, 'ORDER_NOT_CHANGEABLE']);
  });

  it('passes a cancellation to the saga, with the user and the reason; a second one changes nothing', async () => {
    const asked: unknown[] = [];
    at.service.scripts.sagas.Cancel = async ({ orderId, by, reason }) => {
      asked.push([by, reason]);
      await at.service.orders.call('Cancel', { orderId, reason });
      return { reached: true, created: false, saga: null };
    };
    const [first, second] = [(await at.order(pen)).body.id, (await at.order(pen)).body.id];
    const gone = await at.ann('POST', `/api/orders/${first}/cancel`);
    expect([gone.status, gone.body.status, gone.body.cancelReason]).to.deep.equal([
      202,
      'CANCELLED',
      'CUSTOMER_CANCELLED',
    ]);
    expect((await at.ann('DELETE', `/api/orders/${first}`)).body).to.deep.equal(gone.body);
    expect((await at.service.admin('DELETE', `/api/orders/${second}`)).body.cancelReason).to.equal('ADMIN_CANCELLED');
    expect(asked).to.deep.equal([
      ['ann', 'CUSTOMER_CANCELLED'],
      ['admin', 'ADMIN_CANCELLED'],
    ]);
  });

  it('shows that a confirmed order is being cancelled, from the answer of 202 until the end', async () => {
    at.service.scripts.sagas.Cancel = async () => ({ reached: true, created: false, saga: null });
    const { id } = (await at.order(pen)).body;
    await at.service.orders.call('Confirm', { orderId: id });
    const shown = async () => {
      const { status, cancelling } = (await at.ann('GET', `/api/orders/${id}`)).body;
      return [status, cancelling];
    };
    expect(await shown()).to.deep.equal(['CONFIRMED', undefined]);
    const accepted = await at.ann('DELETE', `/api/orders/${id}`);
    expect([accepted.status, accepted.body.cancelling]).to.deep.equal([202, true]);
    expect(await shown()).to.deep.equal(['CONFIRMED', true]);
    await at.service.stock.call('Restock', { orderId: id });
    await at.service.orders.call('MarkCancelled', { orderId: id, reason: 'CUSTOMER_CANCELLED' });
    expect(await shown()).to.deep.equal(['CANCELLED', undefined]);
  });

  it('is ready only while its store, Redis and gRPC are', async () => {
    const ready = () => fetch(`http://127.0.0.1:${at.service.ports.http}/health/ready`);
    expect((await ready()).status).to.equal(200);
    at.service.redis.pause();
    try {
      const checks = await until('unready', async () => {
        const answer = await ready();
        const body = (await answer.json()) as { checks: Record<string, string> };
        return answer.status === 503 ? body.checks : undefined;
      });
      expect(checks).to.have.all.keys('grpc', 'mongo', 'redis');
      expect(checks['redis']).to.match(/failed/);
      const serving = await fetch(`http://127.0.0.1:${at.service.ports.http}/health/serving`);
      expect([serving.status, await serving.json()]).to.deep.equal([
        200,
        { status: 'ok', checks: { grpc: 'ok', mongo: 'ok' } },
      ]);
    } finally {
      at.service.redis.resume();
    }
  });
});
