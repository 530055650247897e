import { expect } from 'chai';
import { ADDRESS, startService, type Person, type Service } from '../support/service.js';

describe('orders over REST', () => {
  let service: Service;
  let ann: Person;

  before(async () => {
    service = await startService();
    ann = service.as('ann');
    await service.product('pen', 250, 100);
    await service.product('lamp', 8_999, 5);
  });
  after(() => service.stop());
  const order = (items: object[], headers: Record<string, string> = {}, more: object = {}) =>
    ann('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...more }, headers);

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
});
