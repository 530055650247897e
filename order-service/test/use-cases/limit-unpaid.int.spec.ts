import { expect } from 'chai';
import { v7 } from 'uuid';
import { cancelOrder } from '../../dist/use-cases/cancel-order.js';
import { changeOrder } from '../../dist/use-cases/change-order.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { countUnpaid } from '../../dist/use-cases/limit-unpaid.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { newOrder, outcome, type Basket } from '../support/orders.js';
import { openShop, type OpenShop } from '../support/shop.js';

/** The number of each outcome. */
const tally = (outcomes: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(outcomes)].sort().map((each) => [each, outcomes.filter((one) => one === each).length]),
  );

describe('the limits of unpaid orders of one customer', () => {
  let open: OpenShop;
  beforeEach(async () => {
    open = await openShop();
    for (const id of ['pen', 'lamp', 'a.b', '__proto__', '0']) await open.product(id, 100_000);
  });
  afterEach(() => open.stop());

  const count = (basket: Basket, orderId = v7(), userId = 'ann') =>
    countUnpaid(open.shop, {
      userId,
      orderId,
      lines: Object.entries(basket).map(([productId, quantity]) => ({
        productId,
        quantity,
        name: productId,
        unitPriceMinor: 100,
      })),
    });
  /** Counts, creates and reserves an order as the placing of one does. */
  async function place(basket: Basket, orderId = v7()): Promise<string> {
    await count(basket, orderId);
    await createOrder(open.shop, newOrder(basket, orderId));
    await reserveStock(open.shop, orderId);
    return orderId;
  }
  const change = (id: string, basket: Basket) =>
    changeOrder(open.shop, id, 'ann', {
      wanted: Object.entries(basket).map(([productId, quantity]) => ({ productId, quantity })),
    });
  const stored = async () => (await open.shop.unpaid!.find('ann'))!;

  it('admit 20 of 40 simultaneous orders, and count the same order once', async () => {
    const came = await Promise.all(Array.from({ length: 40 }, () => outcome(place({ pen: 1 }))));
    expect(tally(came)).to.deep.equal({ TOO_MANY_UNPAID_ORDERS: 20, done: 20 });
    expect(await outcome(count({ pen: 1 }, v7(), 'bob'))).to.equal('done');
    const { orders } = await stored();
    expect(await outcome(count({ pen: 1 }, orders[7]!.orderId))).to.equal('done');
    expect((await stored()).orders.length).to.equal(20);
  });

  it('stop counting orders that were confirmed or cancelled', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => place({ pen: 1 })));
    expect(await outcome(place({ pen: 1 }))).to.equal('TOO_MANY_UNPAID_ORDERS');
    await confirmOrder(open.shop, ids[0]!);
    await cancelOrder(open.shop, ids[1]!, 'CUSTOMER_CANCELLED');
    const came = await Promise.all(Array.from({ length: 5 }, () => outcome(place({ pen: 1 }))));
    expect(tally(came)).to.deep.equal({ TOO_MANY_UNPAID_ORDERS: 3, done: 2 });
  });

  it('permit holds of 1,000 pieces of a product at most, even for simultaneous orders', async () => {
    const came = await Promise.all(Array.from({ length: 15 }, () => outcome(place({ pen: 300, lamp: 1 }))));
    expect(tally(came)).to.deep.equal({ HOLD_LIMIT: 12, done: 3 });
    expect(await outcome(place({ pen: 101 }))).to.equal('HOLD_LIMIT');
    const last = await place({ pen: 100 });
    expect(await outcome(place({ pen: 1 }))).to.equal('HOLD_LIMIT');
    expect(await outcome(place({ lamp: 997 }))).to.equal('done');
    await cancelOrder(open.shop, last, 'CUSTOMER_CANCELLED');
    expect(await outcome(place({ pen: 100 }))).to.equal('done');
  });

  for (const id of ['a.b', '__proto__', '0'])
    it(`count a product with the id ${id}`, async () => {
      const basket = (quantity: number) => Object.fromEntries([[id, quantity]]);
      await count(basket(600));
      expect(await outcome(count(basket(401)))).to.equal('HOLD_LIMIT');
      expect(await outcome(count(basket(400)))).to.equal('done');
      expect(Object.values((await stored()).pieces)).to.deep.equal([1_000]);
    });

  it('apply to changes too, even to those that come at once with orders', async () => {
    const first = await place({ pen: 1 });
    const second = await place({ pen: 600 });
    expect(await outcome(change(first, { pen: 401 }))).to.equal('HOLD_LIMIT');
    expect((await open.order(first)).lines[0]!.quantity).to.equal(1);
    await change(first, { pen: 400 });
    expect(await outcome(place({ pen: 1 }))).to.equal('HOLD_LIMIT');
    await change(second, { pen: 1 });
    const came = await Promise.all([
      ...[300, 400, 500].map((pen) => outcome(change(first, { pen }))),
      ...Array.from({ length: 6 }, () => outcome(place({ pen: 250 }))),
    ]);
    const held = (await open.shop.products.find('pen'))!.reserved;
    expect(held, came.join()).to.be.at.most(1_000);
    const { orders, pieces } = await stored();
    expect(pieces['p:pen']).to.equal(held);
    expect(orders.flatMap(({ changes }) => changes)).to.deep.equal([]);
  });

  it('stop counting a failed change, and count no more than is held', async () => {
    await open.product('rare', 10);
    const id = await place({ rare: 5 });
    expect(await outcome(change(id, { rare: 900 }))).to.equal('OUT_OF_STOCK');
    expect((await stored()).pieces['p:rare']).to.equal(5);
    await change(id, { pen: 7 });
    expect((await stored()).pieces).to.deep.equal({ 'p:pen': 7 });
  });

  it('ignore what crashes left: entries without an order, and changes that were never finished', async () => {
    const id = await place({ pen: 100 });
    await count({ pen: 400 });
    const before = await stored();
    const dead = { id: 'dead', lines: [{ productId: 'pen', quantity: 500 }], at: new Date(0) };
    const aged = before.orders.map((order) => ({
      ...order,
      at: new Date(0),
      changes: order.orderId === id ? [dead] : [],
    }));
    await open.shop.unpaid!.replace(before, aged);
    expect((await stored()).pieces['p:pen']).to.equal(900);
    expect(await outcome(place({ pen: 900 }))).to.equal('done');
    expect((await stored()).pieces['p:pen']).to.equal(1_000);
  });

  it('store no more than 20 orders in one document, even if those were not counted when they were placed', async () => {
    const ids = Array.from({ length: 30 }, () => v7());
    for (const [n, id] of ids.entries()) {
      await createOrder(open.shop, newOrder({ pen: 1 }, id));
      await reserveStock(open.shop, id);
      await change(id, { pen: 2 });
      if (n < 25) await cancelOrder(open.shop, id, 'CUSTOMER_CANCELLED');
      expect((await stored()).orders.length).to.be.at.most(20);
    }
    expect(await outcome(place({ pen: 1 }))).to.equal('done');
  });

  it('accept a change of an order of an earlier release, which is not in the document', async () => {
    const id = v7();
    await createOrder(open.shop, newOrder({ pen: 10 }, id));
    await reserveStock(open.shop, id);
    await change(id, { pen: 990 });
    expect(await outcome(place({ pen: 11 }))).to.equal('HOLD_LIMIT');
  });
});
