import type { Problem } from '@shop/common/errors';
import { v7 } from 'uuid';
import { fieldsOf } from '@shop/protos/load';
import { expect } from 'chai';
import { ADDRESS, startService, type Service } from '../support/service.js';

describe('the commands over gRPC', () => {
  let service: Service;
  before(async () => {
    service = await startService();
    await service.product('pen', 250, 100);
  });
  after(() => service.stop());
  const refusal = (work: Promise<unknown>): Promise<Problem> =>
    work.then(
      () => expect.fail('it was done'),
      (error: unknown) => error as Problem,
    );
  const create = async (more: object = {}): Promise<string> => {
    const orderId = v7();
    const lines = [{ productId: 'pen', quantity: 2, unitPriceMinor: 250 }];
    await service.orders.call('Create', { orderId, userId: 'ann', lines, shippingAddress: ADDRESS, ...more });
    return orderId;
  };

  it('show an order to its owner only', async () => {
    const orderId = await create();
    expect(await service.orders.call('Get', { orderId, userId: 'ann' })).to.deep.include({
      totalMinor: 500,
      status: 'PENDING',
    });
    expect((await refusal(service.orders.call('Get', { orderId, userId: 'bob' }))).code).to.equal('ORDER_NOT_FOUND');
  });

  it('accept an order from before a field of its address was required', async () => {
    for (const { name } of fieldsOf('Address')) {
      const { [name as 'city']: _, ...before } = ADDRESS;
      const orderId = await create({ shippingAddress: before });
      await service.stock.call('Reserve', { orderId });
      await service.orders.call('Confirm', { orderId });
      expect((await service.orders.call('Get', { orderId, userId: 'ann' })).status, name).to.equal('CONFIRMED');
      const { body } = await service.as('ann')('GET', `/api/orders/${orderId}`);
      expect(body['shippingAddress'], name).to.deep.equal(before);
    }
  });

  it('begin a payment for the owner, at the right amount, until the order has ended', async () => {
    const orderId = await create();
    const pay = (amountMinor: number, userId = 'ann') =>
      service.orders.call('BeginPayment', { orderId, userId, amountMinor });
    const mismatch = await refusal(pay(499));
    expect([mismatch.status, mismatch.code, mismatch.extra]).to.deep.equal([
      422,
      'AMOUNT_MISMATCH',
      { amount: 5, currency: 'USD' },
    ]);
    expect((await refusal(pay(500, 'bob'))).code).to.equal('ORDER_NOT_FOUND');
    const payable = { totalMinor: 500, currency: 'USD', status: 'PENDING' };
    expect([await pay(0), await pay(500)]).to.deep.equal([payable, payable]);
    await service.stock.call('Reserve', { orderId });
    expect((await pay(500)).status).to.equal('AWAITING_PAYMENT');
    await service.orders.call('Confirm', { orderId });
    expect((await refusal(pay(500))).code).to.equal('ORDER_NOT_PAYABLE');
  });

  it('stream the history, then each change, and end with CONFIRMED; a later stream has all of it', async () => {
    const orderId = await create();
    const seen: [number, string][] = [];
    const watching = (async () => {
      for await (const { seq, status } of service.orders.stream('Watch', { orderId })) {
        seen.push([seq, status]);
        if (seq === 1) await service.stock.call('Reserve', { orderId });
        if (seq === 2) await service.orders.call('Confirm', { orderId });
      }
    })();
    await watching;
    expect(seen).to.deep.equal([
      [1, 'PENDING'],
      [2, 'AWAITING_PAYMENT'],
      [3, 'CONFIRMED'],
    ]);
    await service.stock.call('Restock', { orderId });
    await service.orders.call('MarkCancelled', { orderId, reason: 'CUSTOMER_CANCELLED' });
    const later = [];
    for await (const { seq, reason } of service.orders.stream('Watch', { orderId, afterSeq: 2 }))
      later.push([seq, reason]);
    expect(later).to.deep.equal([
      [3, ''],
      [4, 'CUSTOMER_CANCELLED'],
    ]);
  });

  it('audit every order, including tombstones, and every product with its holds', async () => {
    const orderId = await create();
    await service.stock.call('Reserve', { orderId });
    await service.orders.call('Cancel', { orderId: 'never-was', reason: 'FAILED' });
    const orders = [];
    for await (const order of service.orders.stream('Audit', {})) orders.push(order);
    expect(orders.find(({ id }) => id === orderId)).to.deep.include({
      stock: 'HELD',
      totalMinor: 500,
      tombstone: false,
    });
    expect(orders.find(({ id }) => id === 'never-was')).to.deep.include({ status: 'CANCELLED', tombstone: true });
    expect(orders.map(({ id }) => id)).to.deep.equal(orders.map(({ id }) => id).sort());
    for await (const { available, reserved, sold, stocked, holds } of service.stock.stream('Audit', {})) {
      expect(available + reserved + sold).to.equal(stocked);
      expect(holds).to.deep.include({ orderId, quantity: 2 });
    }
  });

  const bad: [string, () => Promise<unknown>][] = [
    ['no id', () => service.stock.call('Reserve', {})],
    ['a long id', () => service.stock.call('Reserve', { orderId: 'x'.repeat(129) })],
    ['an id with a space', () => service.stock.call('Release', { orderId: 'a b' })],
    ['an unknown reason', () => service.orders.call('Cancel', { orderId: 'a', reason: 'BORED' })],
    ['no line', () => create({ lines: [] })],
    ['a negative quantity', () => create({ lines: [{ productId: 'pen', quantity: -1 }] })],
    [
      'a price beyond all numbers',
      () => create({ lines: [{ productId: 'pen', quantity: 1, unitPriceMinor: 2 ** 60 }] }),
    ],
    ['no address', () => create({ shippingAddress: null })],
    ['a negative amount', () => service.orders.call('BeginPayment', { orderId: 'a', userId: 'b', amountMinor: -1 })],
  ];
  for (const [what, send] of bad)
    it(`refuse ${what} with VALIDATION_FAILED`, async () => {
      expect((await refusal(send())).code).to.equal('VALIDATION_FAILED');
    });

  it('use the catalogue’s price for a line without one, and refuse another', async () => {
    const orderId = await create({ lines: [{ productId: 'pen', quantity: 1 }] });
    expect((await service.orders.call('Get', { orderId })).totalMinor).to.equal(250);
    const changed = await refusal(create({ lines: [{ productId: 'pen', quantity: 1, unitPriceMinor: 1 }] }));
    expect([changed.code, changed.definite]).to.deep.equal(['PRICE_CHANGED', true]);
  });

  it('are done once when a reply is lost or the database fails, and the command is sent again', async () => {
    for (const [at, effect] of [
      ['order.reserve.after', 'unavailable'],
      ['order.db-write.before', 'unavailable'],
      ['order.db-write.after', 'unavailable'],
      // a fault after the effect must not look like a refusal
      ['order.publish.before', 'error'],
      ['order.publish.after', 'unavailable'],
    ]) {
      const orderId = await create();
      const [before] = (await service.as()('GET', '/api/products')).body.items;
      const armed = await service.admin('POST', '/faults', { at, do: effect });
      expect(armed.status).to.equal(201);
      expect((await refusal(service.stock.call('Reserve', { orderId }))).definite, at).to.equal(false);
      await service.stock.call('Reserve', { orderId });
      const [after] = (await service.as()('GET', '/api/products')).body.items;
      expect(after.stock.reserved - before.stock.reserved, at).to.equal(2);
    }
  });
});
