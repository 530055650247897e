import type { AnyJson } from '@shop/testkit/json';
import { expect } from 'chai';
import { createConnection } from 'mongoose';
import { startService, type Service } from '../support/service.js';

describe('the catalogue over REST', () => {
  let service: Service;
  before(async () => {
    service = await startService({ SEED_CATALOGUE: true });
  });
  after(() => service.stop());
  const lamp = { id: 'lamp', name: 'Lamp', price: 89.99, currency: 'USD' };

  it('shows the demonstration products to anyone', async () => {
    const { body } = await service.as()('GET', '/api/products');
    expect(body.items.map((each: AnyJson) => [each.id, each.price, each.stock.available])).to.deep.equal([
      ['product-1', 29.99, 1_000],
      ['product-2', 49.5, 500],
      ['product-3', 89, 200],
      ['product-scarce', 120, 10],
    ]);
    const first = await service.as()('GET', '/api/products?limit=3');
    const rest = await service.as()('GET', `/api/products?limit=3&cursor=${first.body.nextCursor}`);
    expect([
      first.body.items.length,
      rest.body.items.map((each: AnyJson) => each.id),
      rest.body.nextCursor,
    ]).to.deep.equal([3, ['product-scarce'], null]);
  });

  it('lets an administrator add, change and restock products', async () => {
    const added = await service.admin('POST', '/api/products', lamp);
    expect([added.status, added.headers.get('location')]).to.deep.equal([201, '/api/products/lamp']);
    expect(added.body).to.deep.equal({ ...lamp, stock: { available: 0, reserved: 0, sold: 0 } });
    expect((await service.admin('PATCH', '/api/products/lamp', { price: 0.07 })).body.price).to.equal(0.07);
    expect((await service.admin('PATCH', '/api/products/lamp', { name: 'Light' })).body.name).to.equal('Light');
    expect((await service.admin('POST', '/api/products/lamp/restock', { quantity: 3 })).body.stock.available).to.equal(
      3,
    );
    expect((await service.as()('GET', '/api/products/lamp')).body.stock).to.deep.equal({
      available: 3,
      reserved: 0,
      sold: 0,
    });
    const again = await service.admin('POST', '/api/products', lamp);
    expect([again.status, again.body.code]).to.deep.equal([409, 'PRODUCT_EXISTS']);
    const unnamed = await service.admin('POST', '/api/products', { name: 'X', price: 1, currency: 'USD' });
    expect((await service.as()('GET', `/api/products/${unnamed.body.id}`)).status).to.equal(200);
  });

  it('restocks once, and adds one product, for a call without a key that the gateway retries', async () => {
    const named = (n: number) => ({ 'x-gateway-call': `call-1 ${n}` });
    const add = (n: number) =>
      service.admin('POST', '/api/products', { id: 'twice', name: 'Twice', price: 1, currency: 'USD' }, named(n));
    expect([(await add(1)).status, (await add(2)).status]).to.deep.equal([201, 201]);
    const restock = (n: number) => service.admin('POST', '/api/products/twice/restock', { quantity: 5 }, named(n));
    for (const n of [1, 2]) expect((await restock(n)).body.stock.available, String(n)).to.equal(5);
  });

  it('restocks once for one key', async () => {
    const send = () =>
      service.admin('POST', '/api/products/product-2/restock', { quantity: 5 }, { 'idempotency-key': 'r' });
    await Promise.all(Array.from({ length: 10 }, send));
    const { body, headers } = await send();
    expect([body.stock.available, headers.get('idempotent-replayed')]).to.deep.equal([505, 'true']);
  });

  it('accepts names of 200 characters, however long they are in UTF-16, and every amount of two decimals', async () => {
    for (const name of ['😀'.repeat(200), 'é'.repeat(200), '한'.repeat(200)]) {
      const { status, body } = await service.admin('POST', '/api/products', { name, price: 1, currency: 'USD' });
      expect([status, body.name]).to.deep.equal([201, name]);
    }
    for (const [price, shown] of [
      ['29.990', 29.99],
      ['1e2', 100],
      ['0.01', 0.01],
      ['8.2', 8.2],
      ['1000000', 1_000_000],
    ] as const) {
      const text = `{"name":"X","currency":"USD","price":${price}}`;
      expect((await service.admin('POST', '/api/products', text)).body.price, price).to.equal(shown);
    }
    for (const id of ['a', '0', 'A.b_c-1..', 'x'.repeat(64)])
      expect((await service.admin('POST', '/api/products', { ...lamp, id })).headers.get('location')).to.equal(
        `/api/products/${id}`,
      );
  });

  it('adds products in the configured currency, and keeps the currency of existing ones', async () => {
    const korean = await startService({ CURRENCY: 'KRW', SEED_CATALOGUE: true });
    try {
      const { body } = await korean.as()('GET', '/api/products/product-1');
      expect([body.price, body.currency]).to.deep.equal([2_999, 'KRW']);
      const add = (price: number, currency = 'KRW') =>
        korean.admin('POST', '/api/products', { name: 'X', price, currency });
      expect((await add(10_000)).body.price).to.equal(10_000);
      expect((await add(100_000_000)).status).to.equal(201);
      for (const refused of [await add(10_000.5), await add(100_000_001), await add(1, 'USD')])
        expect([refused.status, refused.body.code]).to.deep.equal([422, 'VALIDATION_FAILED']);
      const database = await createConnection(korean.store.uri('orders')).asPromise();
      await database.collection('products').updateOne({ _id: 'product-2' } as never, { $set: { currency: 'KWD' } });
      await database.close();
      const change = (price: number) => korean.admin('PATCH', '/api/products/product-2', { price });
      expect((await change(1.234)).body).to.deep.include({ price: 1.234, currency: 'KWD' });
      expect((await change(1.2345)).body.errors).to.deep.equal([
        { path: 'price', message: 'price must have at most 3 decimals in KWD' },
      ]);
    } finally {
      await korean.stop();
    }
  });

  it('shows and restocks a product with an id of an earlier release', async () => {
    const id = '.old:id';
    const database = await createConnection(service.store.uri('orders')).asPromise();
    const counts = { available: 0, reserved: 0, sold: 0, stocked: 0, holds: [], returns: [], restocks: [] };
    const old = { _id: id, name: 'Old', priceMinor: 100, currency: 'USD', ...counts };
    await database.collection('products').insertOne(old as never);
    await database.close();
    expect((await service.admin('POST', `/api/products/${id}/restock`, { quantity: 2 })).status).to.equal(200);
    expect((await service.as()('GET', `/api/products/${id}`)).body.stock.available).to.equal(2);
  });

  type Refused = [string, string, string, unknown, number, string];
  const unfit = (what: string, sent: unknown): Refused => [what, 'POST', '', sent, 422, 'VALIDATION_FAILED'];
  const refused: Refused[] = [
    ...['..', '.', '.hidden', '-x', '_x', 'a:b', 'x'.repeat(65), 'a b', 'é', 'a/b', ''].map((id) =>
      unfit(`the id ${id || 'nothing'}`, { ...lamp, id }),
    ),
    ...['19.990000001', '1.005', '0.30000000000000004', '1e-3', '1e400', '1000000.01', '-0'].map((price) =>
      unfit(`a price of ${price}`, `{"name":"X","currency":"USD","price":${price}}`),
    ),
    ...['"\\ud83d"', '"\\ude00\\ud83d"', '"a\\u0000b"', '"a\\nb"', '"\\u200b"', `"${'😀'.repeat(201)}"`].map((name) =>
      unfit(`the name ${name.slice(0, 20)}`, `{"name":${name},"currency":"USD","price":1}`),
    ),
    unfit('half a character as the name of a field', '{"\\ud83d":1}'),
    ['a query that is not UTF-8', 'GET', '?cursor=%ED%A0%BD', undefined, 422, 'VALIDATION_FAILED'],
    ['a path that is not UTF-8', 'GET', '/%ED%A0%BD', undefined, 422, 'VALIDATION_FAILED'],
    ['no price', 'POST', '', { name: 'X', currency: 'USD' }, 422, 'VALIDATION_FAILED'],
    ['a price of nothing', 'POST', '', { ...lamp, price: 0 }, 422, 'VALIDATION_FAILED'],
    ['a price below nothing', 'POST', '', { ...lamp, price: -1 }, 422, 'VALIDATION_FAILED'],
    ['a price with three decimals', 'POST', '', { ...lamp, price: 1.001 }, 422, 'VALIDATION_FAILED'],
    ['a price over a million', 'POST', '', { ...lamp, price: 1_000_000.01 }, 422, 'VALIDATION_FAILED'],
    ['a price as text', 'POST', '', { ...lamp, price: '1' }, 422, 'VALIDATION_FAILED'],
    ['another currency', 'POST', '', { ...lamp, currency: 'EUR' }, 422, 'VALIDATION_FAILED'],
    ['an id with a slash', 'POST', '', { ...lamp, id: 'a/b' }, 422, 'VALIDATION_FAILED'],
    ['a blank name', 'POST', '', { ...lamp, name: ' ' }, 422, 'VALIDATION_FAILED'],
    ['stock of its own making', 'POST', '', { ...lamp, stock: 5 }, 422, 'VALIDATION_FAILED'],
    ['no change', 'PATCH', '/product-1', {}, 422, 'VALIDATION_FAILED'],
    ['a change of the currency', 'PATCH', '/product-1', { currency: 'USD' }, 422, 'VALIDATION_FAILED'],
    ['an unknown product', 'PATCH', '/none', { price: 1 }, 404, 'PRODUCT_NOT_FOUND'],
    ['a restock of nothing', 'POST', '/product-1/restock', { quantity: 0 }, 422, 'VALIDATION_FAILED'],
    ['a restock of too much', 'POST', '/product-1/restock', { quantity: 1_000_001 }, 422, 'VALIDATION_FAILED'],
    ['a restock of an unknown product', 'POST', '/none/restock', { quantity: 1 }, 404, 'PRODUCT_NOT_FOUND'],
  ];
  for (const [what, method, path, sent, status, code] of refused)
    it(`refuses ${what} with ${code}`, async () => {
      const answer = await service.admin(method, `/api/products${path}`, sent);
      expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
    });

  it('lets only an administrator change products', async () => {
    for (const [method, path, sent] of [
      ['POST', '/api/products', lamp],
      ['PATCH', '/api/products/product-1', { price: 1 }],
      ['POST', '/api/products/product-1/restock', { quantity: 1 }],
    ] as const) {
      expect((await service.as('ann')(method, path, sent)).body.code).to.equal('FORBIDDEN');
      expect((await service.as()(method, path, sent)).body.code).to.equal('UNAUTHENTICATED');
    }
  });
});
