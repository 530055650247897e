import { expect } from 'chai';
import type { Product } from '../../src/data/product.model.js';
import { LIMITS } from '../../src/domain/limits.js';
import { cancelOrder } from '../../src/use-cases/cancel-order.js';
import { releaseStock } from '../../src/use-cases/release-stock.js';
import { reserveStock } from '../../src/use-cases/reserve-stock.js';
import { restockOrder } from '../../src/use-cases/restock-order.js';
import { orderAt, outcome } from '../support/orders.js';
import { openShop, type OpenShop } from '../support/shop.js';

describe('a product, which is one document with what it holds', function () {
  this.timeout(60_000);
  let open: OpenShop;
  before(async () => {
    open = await openShop();
    await open.product('pen', 1_000_000);
  });
  after(() => open.stop());
  const products = () => open.mongo.model<Product>('Product').collection;
  const change = (update: object) => products().updateOne({ _id: 'pen' } as object, update);
  /** Bytes of the whole document. */
  const size = async () => {
    const [{ bytes }] = (await products()
      .find({ _id: 'pen' } as object, { raw: true } as object)
      .toArray()
      .then((found) => found.map((each) => ({ bytes: (each as unknown as Buffer).length })))) as [{ bytes: number }];
    return bytes;
  };
  const id = (i: number) => `${String(i).padStart(6, '0')}-${'x'.repeat(29)}`;

  it('takes no more holds than it has room for, and again when one is given back', async () => {
    const last = await orderAt(open.shop, 'created', { pen: 1 });
    const holds = Array.from({ length: LIMITS.holds - 1 }, (_, i) => {
      return { orderId: id(i), quantity: 1, token: id(i), stamp: 0, at: new Date() };
    });
    await change({ $push: { holds: { $each: holds } }, $inc: { reserved: holds.length, available: -holds.length } });
    expect(await outcome(reserveStock(open.shop, last))).to.equal('done');
    const [late, later] = [
      await orderAt(open.shop, 'created', { pen: 1 }),
      await orderAt(open.shop, 'created', { pen: 1 }),
    ];
    expect(await outcome(reserveStock(open.shop, late))).to.equal('OUT_OF_STOCK');
    expect(await size()).to.be.below(12 * 1024 * 1024);
    await releaseStock(open.shop, last);
    expect(await outcome(reserveStock(open.shop, later))).to.equal('done');
    await cancelOrder(open.shop, later, 'FAILED');
    await change({ $set: { holds: [] } });
  });

  it('keeps a return waiting while it has no room for it: it is in doubt, and comes back once', async () => {
    const order = await orderAt(open.shop, 'confirmed', { pen: 1 });
    const returns = Array.from({ length: LIMITS.returns }, (_, i) => ({ orderId: id(i), at: new Date() }));
    await change({ $set: { returns } });
    const sold = async () => (await products().findOne({ _id: 'pen' } as object))!['sold'] as number;
    const before = await sold();
    expect(await outcome(restockOrder(open.shop, order))).to.equal('SERVICE_UNAVAILABLE');
    expect([await sold(), (await open.shop.orders.find(order))!.stock]).to.deep.equal([before, 'SOLD']);
    expect(await size()).to.be.below(12 * 1024 * 1024);
    await change({ $set: { returns: returns.slice(1) } });
    for (let i = 0; i < 2; i++) await restockOrder(open.shop, order);
    expect(await sold()).to.equal(before - 1);
  });
});
