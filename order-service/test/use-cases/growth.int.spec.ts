import { expect } from 'chai';
import type { Collection } from 'mongoose';
import { v7 } from 'uuid';
import type { Product } from '../../dist/data/product.model.js';
import type { Address } from '../../dist/domain/order.js';
import { LIMITS } from '../../dist/domain/limits.js';
import { applyChange } from '../../dist/use-cases/apply-change.js';
import { cancelOrder } from '../../dist/use-cases/cancel-order.js';
import { changeOrder } from '../../dist/use-cases/change-order.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { holdChange } from '../../dist/use-cases/hold-change.js';
import { markCancelled } from '../../dist/use-cases/mark-cancelled.js';
import { moveChangedStock } from '../../dist/use-cases/move-changed-stock.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { restockOrder } from '../../dist/use-cases/restock-order.js';
import { restockProduct } from '../../dist/use-cases/restock-product.js';
import { newOrder, orderAt, outcome } from '../support/orders.js';
import { ADDRESS } from '../support/service.js';
import { openShop, type OpenShop } from '../support/shop.js';

describe('the document of a product, with its holds', function () {
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
  const size = async () => bytesOf(products(), 'pen');
  const id = (i: number) => `${String(i).padStart(6, '0')}-${'x'.repeat(29)}`;

  it('accepts no more holds than fit, and another one after one is released', async () => {
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

  it('has a return wait while it does not fit: its outcome is unknown, and it is restocked once', async () => {
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

  it('remembers the last hundred keys of restocks', async () => {
    await open.product('ink', 1);
    for (let i = 0; i < 130; i++) await restockProduct(open.shop, 'ink', 1, `key-${i}`);
    const { restocks, stocked } = (await products().findOne({ _id: 'ink' } as object)) as unknown as Product;
    expect(restocks).to.have.length(100);
    for (let i = 30; i < 130; i++) await restockProduct(open.shop, 'ink', 1, `key-${i}`);
    expect((await products().findOne({ _id: 'ink' } as object))!['stocked']).to.equal(stocked);
  });
});

describe('the document of an order, with its history', function () {
  this.timeout(60_000);
  let open: OpenShop;
  before(async () => {
    open = await openShop();
  });
  after(() => open.stop());

  it('is below 96 KiB at its largest: 50 lines of the longest names, changed as often as possible', async () => {
    const ids = Array.from({ length: LIMITS.lines }, (_, i) => `${i}-`.padEnd(64, 'p'));
    for (const id of ids) {
      await open.product(id, 1_000_000);
      await open.shop.products.edit(id, { name: '가'.repeat(LIMITS.text) });
    }
    const basket = (quantity: number) => Object.fromEntries(ids.map((id) => [id, quantity]));
    const id = v7();
    const text = '가'.repeat(LIMITS.text);
    const shippingAddress = Object.fromEntries(Object.keys(ADDRESS).map((field) => [field, text])) as Address;
    await createOrder(open.shop, { ...newOrder(basket(1), id), shippingAddress });
    await reserveStock(open.shop, id);
    for (let i = 2; i < 5; i++)
      await changeOrder(open.shop, id, 'ann', {
        wanted: ids.map((productId) => ({ productId, quantity: i })),
      });
    await confirmOrder(open.shop, id);
    await confirmOrder(open.shop, id);
    for (let i = 0; i < LIMITS.paidChanges; i++) {
      const { lines, totalMinor, revision } = (await open.shop.orders.find(id))!;
      const change = { changeId: v7(), orderId: id };
      const more = lines.map((line) => ({ ...line, quantity: line.quantity + 1 }));
      await holdChange(open.shop, { ...change, revision, lines: more, totalMinor: totalMinor + 1 });
      await applyChange(open.shop, change);
      await moveChangedStock(open.shop, change);
    }
    for (let i = 0; i < 3; i++) await restockOrder(open.shop, id);
    for (let i = 0; i < 3; i++) await markCancelled(open.shop, id, 'CUSTOMER_CANCELLED');
    const order = (await open.shop.orders.find(id))!;
    expect(order.history.map(({ status }) => status)).to.deep.equal([
      'PENDING',
      'AWAITING_PAYMENT',
      'CONFIRMED',
      'CANCELLED',
    ]);
    expect([order.lines.length, order.sale, order.change]).to.deep.equal([LIMITS.lines, undefined, undefined]);
    // the last change of a paid order stores its lines a second time
    expect(await bytesOf(open.mongo.model('Order').collection, id)).to.be.below(96 * 1024);
  });
});

/** Bytes of a whole document. */
async function bytesOf(collection: Collection, id: string): Promise<number> {
  const [found] = await collection.find({ _id: id } as object, { raw: true } as object).toArray();
  return (found as unknown as Buffer).length;
}
