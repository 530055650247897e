import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import { v7 } from 'uuid';
import { LIMITS } from '../../dist/domain/limits.js';
import { totalOf } from '../../dist/domain/lines.js';
import type { Line } from '../../dist/domain/order.js';
import { applyChange } from '../../dist/use-cases/apply-change.js';
import { confirmShipping } from '../../dist/use-cases/confirm-shipping.js';
import { holdChange } from '../../dist/use-cases/hold-change.js';
import { markCancelled } from '../../dist/use-cases/mark-cancelled.js';
import { moveChangedStock } from '../../dist/use-cases/move-changed-stock.js';
import { restockOrder } from '../../dist/use-cases/restock-order.js';
import type { Shop } from '../../dist/use-cases/shop.js';
import { stopChanges } from '../../dist/use-cases/stop-changes.js';
import { sweepHolds } from '../../dist/use-cases/sweep-holds.js';
import { withdrawChange } from '../../dist/use-cases/withdraw-change.js';
import { orderAt, outcome, type Basket } from '../support/orders.js';
import { Died, dyingShop, expectConserved, openShop, shopWith, type OpenShop } from '../support/shop.js';

const BEFORE = { pen: 2, lamp: 1 };
/** More pens, another product, no lamp. */
const AFTER = { pen: 5, ink: 3 };
const later = () => new Date(Date.now() + 120_000);

type Change = Parameters<typeof holdChange>[1];
type Command = (shop: Shop, change: Change) => Promise<unknown>;
const withdraw: Command = (shop, change) => withdrawChange(shop, { ...change, reason: 'PAYMENT_DECLINED' });

describe('a change of a confirmed order', () => {
  let open: OpenShop;
  let shop: Shop;
  before(async () => {
    open = await openShop();
    shop = open.shop;
  });
  after(() => open.stop());
  beforeEach(async () => {
    for (const name of ['products', 'orders']) await open.mongo.dropCollection(name).catch(() => undefined);
    for (const id of ['pen', 'lamp', 'ink']) await open.product(id, 100);
  });

  const conserved = () => expectConserved(open.mongo);
  const linesOf = (basket: Basket): Line[] =>
    Object.entries(basket).map(([productId, quantity]) => ({
      productId,
      name: `The ${productId}`,
      quantity,
      unitPriceMinor: 100,
    }));
  /** A change of the current revision of this order. */
  async function changeOf(orderId: string, after: Basket = AFTER): Promise<Change> {
    const lines = linesOf(after);
    const { revision } = await open.order(orderId);
    return { changeId: v7(), orderId, revision, lines, totalMinor: totalOf(lines) };
  }
  /** A change of a confirmed order of two pens and a lamp. */
  const fresh = async (after?: Basket) => changeOf(await orderAt(shop, 'confirmed', BEFORE), after);
  const stock = () => Promise.all(['pen', 'lamp', 'ink'].map((id) => open.counts(id)));
  const basketOf = async ({ orderId }: Change) =>
    Object.fromEntries((await open.order(orderId)).lines.map(({ productId, quantity }) => [productId, quantity]));
  const sweep = () => sweepHolds(shop, silentLogger(), later());

  const SOLD_BEFORE = [
    [98, 0, 2],
    [99, 0, 1],
    [100, 0, 0],
  ];
  const HELD = [
    [95, 3, 2],
    [99, 0, 1],
    [97, 3, 0],
  ];
  const SOLD_AFTER = [
    [95, 0, 5],
    [100, 0, 0],
    [97, 0, 3],
  ];

  /** Each command, the commands before it, and the stock and lines after it. */
  const COMMANDS: [string, Command[], Command, number[][], Basket][] = [
    ['hold', [], holdChange, HELD, BEFORE],
    ['withdraw', [holdChange], withdraw, SOLD_BEFORE, BEFORE],
    ['apply', [holdChange], applyChange, HELD, AFTER],
    ['move the stock', [holdChange, applyChange], moveChangedStock, SOLD_AFTER, AFTER],
    ['stop', [holdChange, applyChange], (s, { orderId }) => stopChanges(s, orderId), SOLD_AFTER, AFTER],
  ];
  for (const [name, before, command, counts, basket] of COMMANDS) {
    it(`takes effect once when ${name} is repeated, and no sweep removes its holds`, async () => {
      const change = await fresh();
      for (const earlier of before) await earlier(shop, change);
      for (const again of [1, 2]) {
        await command(shop, change);
        await sweep();
        expect(await stock(), `${again}`).to.deep.equal(counts);
      }
      expect(await basketOf(change)).to.deep.equal(basket);
      await conserved();
    });

    for (const side of ['before', 'after'] as const)
      it(`is finished by a repeated ${name} when the process dies right ${side} any write`, async () => {
        for (let at = 1, died = true; died; at++) {
          for (const id of ['products', 'orders']) await open.mongo.dropCollection(id).catch(() => undefined);
          for (const id of ['pen', 'lamp', 'ink']) await open.product(id, 100);
          const change = await fresh();
          for (const earlier of before) await earlier(shop, change);
          died = await command(dyingShop(shop, at, side, conserved), change).then(
            () => false,
            (error: unknown) => {
              if (!(error instanceof Died)) throw error;
              return true;
            },
          );
          await sweep();
          await command(shop, change);
          expect(await stock(), `after write ${at}`).to.deep.equal(counts);
          expect(await basketOf(change)).to.deep.equal(basket);
          await conserved();
          if (!died) expect(at, 'it died at least once').to.be.greaterThan(1);
        }
      });
  }

  it('changes lines, total and the recorded changes in one write', async () => {
    const change = await fresh();
    await holdChange(shop, change);
    expect((await open.order(change.orderId)).paidChange).to.deep.include({ id: change.changeId, state: 'RUNNING' });
    await applyChange(shop, change);
    const order = await open.order(change.orderId);
    expect(order).to.deep.include({ totalMinor: 800, status: 'CONFIRMED' });
    expect(order.paidChanges).to.deep.equal([{ id: change.changeId, differenceMinor: 500 }]);
    expect(order.history.map(({ status }) => status)).to.deep.equal(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);
  });

  it('leaves no holds when out of stock, is refused again in the same way, and does not block another one', async () => {
    const change = await fresh({ pen: 5, ink: 101 });
    for (const again of [1, 2]) expect(await outcome(holdChange(shop, change)), `${again}`).to.equal('OUT_OF_STOCK');
    expect(await stock()).to.deep.equal(SOLD_BEFORE);
    expect((await open.order(change.orderId)).paidChange).to.deep.include({ state: 'REFUSED', reason: 'OUT_OF_STOCK' });
    expect(await outcome(holdChange(shop, await changeOf(change.orderId)))).to.equal('done');
  });

  it('is refused when its withdrawal came first', async () => {
    const change = await fresh();
    await withdraw(shop, change);
    expect(await outcome(holdChange(shop, change))).to.equal('ORDER_NOT_CHANGEABLE');
    expect(await outcome(applyChange(shop, change))).to.equal('ORDER_NOT_CHANGEABLE');
    expect(await stock()).to.deep.equal(SOLD_BEFORE);
    expect(await outcome(holdChange(shop, await changeOf(change.orderId)))).to.equal('done');
  });

  const refused: [string, string, (change: Change) => Promise<unknown>][] = [
    [
      'another change is in progress',
      'ORDER_NOT_CHANGEABLE',
      async ({ orderId }) => holdChange(shop, await changeOf(orderId)),
    ],
    [
      'another one was applied since it was priced',
      'ORDER_NOT_CHANGEABLE',
      async ({ orderId }) => {
        const other = await changeOf(orderId, { pen: 2 });
        for (const step of [holdChange, applyChange, moveChangedStock]) await step(shop, other);
      },
    ],
    ['the order is confirmed for shipping', 'ORDER_NOT_CHANGEABLE', ({ orderId }) => confirmShipping(shop, orderId)],
    ['the order is being cancelled', 'ORDER_CANCELLED', ({ orderId }) => stopChanges(shop, orderId)],
    [
      'the order was cancelled',
      'ORDER_CANCELLED',
      async ({ orderId }) => {
        await restockOrder(shop, orderId);
        await markCancelled(shop, orderId, 'CUSTOMER_CANCELLED');
      },
    ],
  ];
  for (const [what, code, happens] of refused)
    it(`is refused when ${what}`, async () => {
      const change = await fresh();
      await happens(change);
      const before = await stock();
      for (const again of [1, 2]) expect(await outcome(holdChange(shop, change)), `${again}`).to.equal(code);
      expect(await stock()).to.deep.equal(before);
    });

  it('is only possible for a confirmed order, a limited number of times', async () => {
    const unpaid = await changeOf(await orderAt(shop, 'held', BEFORE));
    expect(await outcome(holdChange(shop, unpaid))).to.equal('ORDER_NOT_CHANGEABLE');
    expect(await outcome(holdChange(shop, { ...unpaid, changeId: v7(), orderId: v7() }))).to.equal('ORDER_NOT_FOUND');
    const change = await fresh();
    const paidChanges = Array.from({ length: LIMITS.paidChanges }, () => ({ id: v7(), differenceMinor: 0 }));
    await shop.orders.write(await open.order(change.orderId), { set: { paidChanges } });
    const next = await changeOf(change.orderId);
    expect(await outcome(holdChange(shop, next))).to.equal('ORDER_NOT_CHANGEABLE');
  });

  it('is not applied after a cancellation, and blocks shipping while it is in progress', async () => {
    const change = await fresh();
    await holdChange(shop, change);
    expect(await outcome(confirmShipping(shop, change.orderId))).to.equal('ORDER_NOT_CHANGEABLE');
    await stopChanges(shop, change.orderId);
    expect(await outcome(applyChange(shop, change))).to.equal('ORDER_CANCELLED');
    await withdraw(shop, change);
    await restockOrder(shop, change.orderId);
    expect(await stock()).to.deep.equal(Array(3).fill([100, 0, 0]));
  });

  it('does not begin after a cancellation that was accepted while its order was read', async () => {
    const change = await fresh();
    let isRead = false;
    const slow = shopWith(shop, async (call, make) => {
      if (call === 'orders.write' && !isRead) {
        isRead = true;
        await shop.orders.noteCancelling(change.orderId);
        await stopChanges(shop, change.orderId);
      }
      return make();
    });
    expect(await outcome(holdChange(slow, change))).to.equal('ORDER_CANCELLED');
  });

  it('is restocked with its order, whichever release cancels it and however far the change had come', async () => {
    for (const steps of [
      [holdChange, applyChange],
      [holdChange, applyChange, moveChangedStock],
    ]) {
      const change = await fresh();
      for (const step of steps) await step(shop, change);
      // a cancel-order saga of an earlier release does not stop changes
      await restockOrder(shop, change.orderId);
      await markCancelled(shop, change.orderId, 'CUSTOMER_CANCELLED');
      await moveChangedStock(shop, change);
      expect(await stock()).to.deep.equal(Array(3).fill([100, 0, 0]));
    }
  });

  it('is restocked with its order by a reader that still sees the order of before it', async () => {
    const change = await fresh();
    const before = await open.order(change.orderId);
    for (const step of [holdChange, applyChange, moveChangedStock]) await step(shop, change);
    const old = shopWith(shop, (call, make) => (call === 'orders.find' ? Promise.resolve(before) : make()));
    await restockOrder(old, change.orderId);
    expect(await stock()).to.deep.equal(Array(3).fill([100, 0, 0]));
    await conserved();
  });

  it('is not shown as under way after its withdrawal, even if the process that began it dies at that moment', async () => {
    for (const moment of ['before', 'after'] as const) {
      const change = await fresh();
      let dead = false;
      const dying = shopWith(shop, async (call, make) => {
        if (dead) throw new Died();
        if (call !== 'orders.write') return make();
        if (moment === 'before') await withdraw(shop, change);
        const made = await make();
        if (moment === 'after') await withdraw(shop, change);
        dead = made !== null;
        return made;
      });
      await holdChange(dying, change).catch(() => undefined);
      const { paidChange } = await open.order(change.orderId);
      expect(paidChange?.state, moment).to.not.equal('RUNNING');
      expect(await stock()).to.deep.equal(SOLD_BEFORE);
      for (const name of ['products', 'orders']) await open.mongo.dropCollection(name);
      for (const id of ['pen', 'lamp', 'ink']) await open.product(id, 100);
    }
  });

  it('cannot be withdrawn after it was applied, nor its stock be moved before', async () => {
    const change = await fresh();
    await holdChange(shop, change);
    expect(await outcome(moveChangedStock(shop, change))).to.equal('ORDER_NOT_CHANGEABLE');
    await applyChange(shop, change);
    expect(await outcome(withdrawChange(shop, { ...change, reason: 'FAILED' }))).to.equal('ORDER_NOT_CHANGEABLE');
    expect(await stock()).to.deep.equal(HELD);
  });

  it('is the only accepted one of several at once', async () => {
    const orderId = await orderAt(shop, 'confirmed', BEFORE);
    const changes = await Promise.all(Array.from({ length: 5 }, () => changeOf(orderId)));
    const outcomes = await Promise.all(changes.map((change) => outcome(holdChange(shop, change))));
    expect(outcomes.toSorted()).to.deep.equal([...Array<string>(4).fill('ORDER_NOT_CHANGEABLE'), 'done']);
    expect(await stock()).to.deep.equal(HELD);
    await conserved();
  });

  it('has an order that can be confirmed for shipping once, after its own confirmation', async () => {
    const held = await orderAt(shop, 'held', BEFORE);
    expect(await outcome(confirmShipping(shop, held))).to.equal('ORDER_NOT_CONFIRMED');
    expect(await outcome(confirmShipping(shop, v7()))).to.equal('ORDER_NOT_FOUND');
    const { orderId, changeId } = await fresh();
    const first = await confirmShipping(shop, orderId);
    expect((await confirmShipping(shop, orderId)).shippingAt).to.deep.equal(first.shippingAt);
    expect(await outcome(confirmShipping(shop, changeId))).to.equal('ORDER_NOT_FOUND');
  });
});
