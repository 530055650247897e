import { expect } from 'chai';
import type { Product } from '../../dist/data/product.model.js';
import { cancelOrder } from '../../dist/use-cases/cancel-order.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { restockOrder } from '../../dist/use-cases/restock-order.js';
import { orderAt, outcome } from '../support/orders.js';
import { expectAddsUp, expectConserved, openShop, type OpenShop } from '../support/shop.js';

describe('stock under concurrent commands', () => {
  let open: OpenShop;
  beforeEach(async () => {
    open = await openShop();
  });
  afterEach(() => open.stop());

  /** Checks every product again and again until `work` has ended; returns how often. */
  async function watched(work: Promise<unknown>): Promise<number> {
    let over = false;
    const end = work.finally(() => (over = true));
    let looks = 0;
    const products = open.mongo.model<Product>('Product');
    for (; !over; looks++) for (const product of await products.find({}).lean<Product[]>()) expectAddsUp(product);
    await end;
    return looks;
  }

  it('gives 200 buyers of 10 pieces exactly 10 holds and 10 sales, consistent at every moment', async () => {
    await open.product('scarce', 10);
    const ids = await Promise.all(Array.from({ length: 200 }, () => orderAt(open.shop, 'created', { scarce: 1 })));
    let answers: string[] = [];
    const looks = await watched(
      Promise.all(ids.map((id) => outcome(reserveStock(open.shop, id)))).then((all) => (answers = all)),
    );
    expect(looks).to.be.greaterThan(3);
    expect(answers.filter((answer) => answer === 'done')).to.have.length(10);
    expect(answers.filter((answer) => answer === 'OUT_OF_STOCK')).to.have.length(190);
    expect(await open.counts('scarce')).to.deep.equal([0, 10, 0]);
    const winners = ids.filter((_, index) => answers[index] === 'done');
    await watched(Promise.all(winners.map((id) => confirmOrder(open.shop, id))));
    expect(await open.counts('scarce')).to.deep.equal([0, 0, 10]);
  });

  it('reserves baskets of the same products in full or not at all', async () => {
    await open.product('a', 15);
    await open.product('b', 10);
    const baskets = Array.from({ length: 40 }, (_, index) => (index % 2 ? { a: 1, b: 1 } : { b: 1, a: 1 }));
    const ids = await Promise.all(baskets.map((basket) => orderAt(open.shop, 'created', basket)));
    let answers: string[] = [];
    await watched(Promise.all(ids.map((id) => outcome(reserveStock(open.shop, id)))).then((all) => (answers = all)));
    const won = answers.filter((answer) => answer === 'done').length;
    expect(await open.counts('b')).to.deep.equal([10 - won, won, 0]);
    expect(await open.counts('a')).to.deep.equal([15 - won, won, 0]);
    expect(won).to.be.greaterThan(0);
  });

  it('stays consistent under simultaneous duplicates of reserve, release, cancel and confirm', async () => {
    await open.product('a', 40);
    await open.product('b', 30);
    const ids = await Promise.all(Array.from({ length: 40 }, () => orderAt(open.shop, 'created', { a: 1, b: 1 })));
    const twice = (work: (id: string) => Promise<unknown>, id: string) => [outcome(work(id)), outcome(work(id))];
    await watched(
      Promise.all(
        ids.flatMap((id, index) => [
          ...twice((order) => reserveStock(open.shop, order), id),
          ...(index % 3 === 0 ? twice((order) => releaseStock(open.shop, order), id) : []),
          ...(index % 3 === 1 ? twice((order) => cancelOrder(open.shop, order, 'FAILED'), id) : []),
          ...(index % 3 === 2 ? twice((order) => confirmOrder(open.shop, order), id) : []),
        ]),
      ),
    );
    // as an orchestrator does: every saga ends, confirmed or compensated
    const ends = await Promise.all(
      ids.map((id, index) => outcome(index % 3 === 2 ? confirmOrder(open.shop, id) : releaseStock(open.shop, id))),
    );
    const sold = (await Promise.all(ids.map((id) => open.order(id)))).filter(({ stock }) => stock === 'SOLD').length;
    expect(ends.filter((answer) => answer === 'ORDER_CONFIRMED')).to.deep.equal([]);
    expect(await open.counts('a')).to.deep.equal([40 - sold, 0, sold]);
    expect(await open.counts('b')).to.deep.equal([30 - sold, 0, sold]);
    await expectConserved(open.mongo);
    await Promise.all(ids.flatMap((id) => twice((order) => restockOrder(open.shop, order), id)));
    expect(await open.counts('a')).to.deep.equal([40, 0, 0]);
  });

  it('does not sell a hold that came too late', async () => {
    await open.product('a', 10);
    const id = await orderAt(open.shop, 'held', { a: 2 });
    const { shop } = open;
    // an attempt that died right after it sold the pieces, then a stalled duplicate of reserve
    const dying = { ...shop, announce: shop.announce, orders: Object.create(shop.orders) as typeof shop.orders };
    let writes = 0;
    dying.orders.find = (orderId) => shop.orders.find(orderId);
    dying.orders.write = (order, write) =>
      ++writes === 2 ? Promise.reject(new Error('died')) : shop.orders.write(order, write);
    await confirmOrder(dying, id).catch(() => undefined);
    expect(await open.counts('a')).to.deep.equal([8, 0, 2]);
    expect(await shop.stock.take('a', id, 2)).to.equal('taken');
    await confirmOrder(shop, id);
    expect(await open.counts('a')).to.deep.equal([8, 0, 2]);
  });
});
