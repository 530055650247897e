import { expect } from 'chai';
import { beginPayment } from '../../dist/use-cases/begin-payment.js';
import { changeOrder } from '../../dist/use-cases/change-order.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { newOrder, orderAt, outcome } from '../support/orders.js';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { expectConserved, openShop, type OpenShop } from '../support/shop.js';

describe('changing an order', () => {
  let open: OpenShop;
  beforeEach(async () => {
    open = await openShop();
    await open.product('pen', 20, 100);
    await open.product('lamp', 5, 1_000);
  });
  afterEach(async () => {
    await expectConserved(open.mongo);
    await open.stop();
  });
  const to = (id: string, basket: Record<string, number>, userId = 'ann') =>
    changeOrder(open.shop, id, userId, {
      wanted: Object.entries(basket).map(([productId, quantity]) => ({ productId, quantity })),
    });
  const heldBy = async (id: string) =>
    Object.fromEntries((await open.shop.stock.holdsOf(id)).map((hold) => [hold.productId, hold.quantity]));

  it('holds more, less and other products, and keeps the prices of the order', async () => {
    const id = await orderAt(open.shop, 'held', { pen: 2 });
    await open.shop.products.edit('pen', { priceMinor: 999 });
    const order = await to(id, { pen: 5, lamp: 1 });
    expect([order.totalMinor, order.status, order.history.length]).to.deep.equal([1_500, 'AWAITING_PAYMENT', 2]);
    expect(await heldBy(id)).to.deep.equal({ pen: 5, lamp: 1 });
    await to(id, { pen: 1 });
    expect(await heldBy(id)).to.deep.equal({ pen: 1 });
    expect(await open.counts('lamp')).to.deep.equal([5, 0, 0]);
    const stated = { wanted: [{ productId: 'pen', quantity: 1, priceMinor: 999 }] };
    expect(await outcome(changeOrder(open.shop, id, 'ann', stated))).to.equal('PRICE_CHANGED');
    await confirmOrder(open.shop, id);
    expect(await open.counts('pen')).to.deep.equal([19, 0, 1]);
  });

  it('changes nothing when one of several products is out of stock', async () => {
    const id = await orderAt(open.shop, 'held', { pen: 2, lamp: 1 });
    const before = await open.order(id);
    const refused = await to(id, { pen: 9, lamp: 6 }).catch((error: unknown) => error);
    expect(refused).to.deep.include({ code: 'OUT_OF_STOCK', extra: { productId: 'lamp' } });
    const { revision: _, ...after } = await open.order(id);
    const { revision: __, ...same } = before;
    expect(after).to.deep.equal(same);
    expect(await heldBy(id)).to.deep.equal({ pen: 2, lamp: 1 });
  });

  it('refuses unknown orders and products, and orders that can no longer be changed', async () => {
    const id = await orderAt(open.shop, 'held', { pen: 1 });
    expect(await outcome(to(id, { pen: 2 }, 'bob'))).to.equal('ORDER_NOT_FOUND');
    expect(await outcome(to('unknown', { pen: 2 }))).to.equal('ORDER_NOT_FOUND');
    expect(await outcome(to(id, { ink: 2 }))).to.equal('PRODUCT_NOT_FOUND');
    await beginPayment(open.shop, { orderId: id, userId: 'ann', amountMinor: 0 });
    expect(await outcome(to(id, { pen: 2 }))).to.equal('ORDER_NOT_CHANGEABLE');
    for (const stage of ['released', 'cancelled', 'confirmed', 'cancelled after confirmation'] as const)
      expect(await outcome(to(await orderAt(open.shop, stage, { pen: 1 }), { pen: 2 })), stage).to.equal(
        'ORDER_NOT_CHANGEABLE',
      );
  });

  it('waits for the stock of an order that is still pending', async () => {
    const asked = newOrder({ pen: 1 });
    await createOrder(open.shop, asked);
    const changing = to(asked.orderId, { pen: 3 });
    await reserveStock(open.shop, asked.orderId);
    expect((await changing).totalMinor).to.equal(300);
  });

  it('wins or loses against the beginning of a payment, and never mixes with it', async () => {
    const won = { both: 0, payment: 0 };
    for (let round = 0; round < 25; round++) {
      const id = await orderAt(open.shop, 'held', { pen: 1 });
      const [changed, paying] = await Promise.all([
        outcome(to(id, { pen: 2 })),
        outcome(beginPayment(open.shop, { orderId: id, userId: 'ann', amountMinor: 100 })),
      ]);
      const order = await open.order(id);
      if (paying === 'done')
        expect([changed, order.totalMinor, order.frozen]).to.deep.equal(['ORDER_NOT_CHANGEABLE', 100, true]);
      else
        expect([changed, paying, order.totalMinor, order.frozen]).to.deep.equal([
          'done',
          'AMOUNT_MISMATCH',
          200,
          false,
        ]);
      won[paying === 'done' ? 'payment' : 'both']++;
      expect(await heldBy(id)).to.deep.equal({ pen: order.lines[0]!.quantity });
      await releaseStock(open.shop, id);
    }
    expect(won.payment + won.both).to.equal(25);
  });

  it('ends as one of several simultaneous changes, with exactly its holds', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await orderAt(open.shop, 'held', { pen: 3 });
      const baskets = [{ pen: 5 }, { pen: 1, lamp: 2 }, { lamp: 4 }, { pen: 8 }];
      const answers = await Promise.all(baskets.map((basket) => outcome(to(id, basket))));
      expect(answers).to.include('done');
      const { lines, change } = await open.order(id);
      expect(change).to.equal(undefined);
      expect(await heldBy(id)).to.deep.equal(Object.fromEntries(lines.map((line) => [line.productId, line.quantity])));
      await confirmOrder(open.shop, id);
      const sold = await open.counts('pen');
      expect(sold[1]).to.equal(0);
      await open.shop.products.shelve('pen', 8);
      await open.shop.products.shelve('lamp', 4);
    }
  });

  it('never takes pieces of other orders when several compete for the last ones', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => orderAt(open.shop, 'held', { lamp: 1 })));
    const answers = await Promise.all(ids.map((id) => outcome(to(id, { lamp: 2, pen: 4 }))));
    expect(answers).to.deep.equal(Array(5).fill('OUT_OF_STOCK'));
    expect(await open.counts('lamp')).to.deep.equal([0, 5, 0]);
    expect(await open.counts('pen')).to.deep.equal([20, 0, 0]);
  });
});
