import { expect } from 'chai';
import { ADDRESS, startService, type Service } from '../support/service.js';

const MANY = 40;

describe('limits on unpaid orders over REST', () => {
  let service: Service;
  afterEach(() => service.stop());

  async function start(RATE_LIMIT: boolean) {
    service = await startService({ RATE_LIMIT });
    await service.product('pen', 250, 100_000);
    const ann = service.as('ann');
    const place = (quantity: number, key?: string) =>
      ann(
        'POST',
        '/api/orders',
        { items: [{ productId: 'pen', quantity }], shippingAddress: ADDRESS },
        key === undefined ? {} : { 'idempotency-key': key },
      );
    const statuses = async (quantity: number) =>
      (await Promise.all(Array.from({ length: MANY }, () => place(quantity)))).map(({ status }) => status).sort();
    return { ann, place, statuses };
  }

  it('accepts 20 of 40 that come at once, says why, and counts none twice for one key', async () => {
    const { ann, place, statuses } = await start(true);
    const first = await place(1, 'a key');
    expect(await statuses(1)).to.deep.equal([...Array<number>(19).fill(201), ...Array<number>(21).fill(409)]);
    expect((await ann('GET', '/api/orders?limit=100')).body.items.length).to.equal(20);
    const { status, body } = await place(1);
    expect([status, body.code, body.limit]).to.deep.equal([409, 'TOO_MANY_UNPAID_ORDERS', 20]);
    expect((await place(1, 'a key')).body.id).to.equal(first.body.id);
  });

  it('refuses more than 1,000 pieces of a product in several orders, and by a change', async () => {
    const { ann, place } = await start(true);
    await place(999);
    const { body } = await place(1);
    const refused = await place(1);
    expect([refused.status, refused.body.code, refused.body.productId]).to.deep.equal([409, 'HOLD_LIMIT', 'pen']);
    const changed = await ann('PUT', `/api/orders/${body.id}`, { items: [{ productId: 'pen', quantity: 2 }] });
    expect([changed.status, changed.body.code]).to.deep.equal([409, 'HOLD_LIMIT']);
  });

  it('has no limits with RATE_LIMIT=off', async () => {
    const { statuses } = await start(false);
    expect(await statuses(300)).to.deep.equal(Array<number>(MANY).fill(201));
  });
});
