import { expect } from 'chai';
import { cancelOrder } from '../../dist/use-cases/cancel-order.js';
import { changeOrder } from '../../dist/use-cases/change-order.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { markCancelled } from '../../dist/use-cases/mark-cancelled.js';
import { restockOrder } from '../../dist/use-cases/restock-order.js';
import type { Shop } from '../../dist/use-cases/shop.js';
import { stopChanges } from '../../dist/use-cases/stop-changes.js';
import { sweepHolds } from '../../dist/use-cases/sweep-holds.js';
import { silentLogger } from '@shop/common/logging/logger';
import { newOrder, orderAt, outcome, type Stage } from '../support/orders.js';
import { Died, dyingShop, expectConserved, openShop, shopWith, type OpenShop } from '../support/shop.js';

const BASKET = { pen: 2, lamp: 1, ink: 3 };
type Work = (shop: Shop, id: string) => Promise<unknown>;

/** The command, the stage before it, its work, and the status and [available, reserved, sold] of pens after the retry. */
const COMMANDS: [string, Stage, Work, string, [number, number, number]][] = [
  ['create', 'nothing', (shop, id) => createOrder(shop, newOrder(BASKET, id)), 'PENDING', [100, 0, 0]],
  ['reserve', 'created', reserveStock, 'AWAITING_PAYMENT', [98, 2, 0]],
  ['release', 'held', releaseStock, 'AWAITING_PAYMENT', [100, 0, 0]],
  ['cancel', 'held', (shop, id) => cancelOrder(shop, id, 'FAILED'), 'CANCELLED', [100, 0, 0]],
  ['confirm', 'held', confirmOrder, 'CONFIRMED', [98, 0, 2]],
  ['restock', 'confirmed', restockOrder, 'CONFIRMED', [100, 0, 0]],
];
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const later = () => new Date(Date.now() + 120_000);

describe('a process that dies', () => {
  let open: OpenShop;
  before(async () => {
    open = await openShop();
  });
  after(() => open.stop());
  beforeEach(async () => {
    await open.mongo.dropCollection('products').catch(() => undefined);
    await open.mongo.dropCollection('orders').catch(() => undefined);
    for (const id of ['pen', 'lamp', 'ink']) await open.product(id, 100);
  });
  const conserved = () => expectConserved(open.mongo);

  for (const [name, stage, work, status, counts] of COMMANDS)
    for (const side of ['before', 'after'] as const)
      it(`right ${side} any write of ${name} is finished by the same command sent again`, async () => {
        for (let at = 1; ; at++) {
          const id = await orderAt(open.shop, stage, BASKET);
          const died = await work(dyingShop(open.shop, at, side, conserved), id).then(
            () => false,
            (error: unknown) => {
              if (!(error instanceof Died)) throw error;
              return true;
            },
          );
          expect(await outcome(work(open.shop, id)), `after write ${at}`).to.equal('done');
          const order = await open.order(id);
          expect(order.status).to.equal(status);
          expect(order.history.map(({ seq }) => seq)).to.deep.equal(order.history.map((_, index) => index + 1));
          expect(await open.counts('pen'), `after write ${at}`).to.deep.equal(counts);
          await conserved();
          if (!died) {
            expect(at, 'the command died at least once').to.be.greaterThan(1);
            return;
          }
          await open.mongo.dropCollection('products');
          for (const product of ['pen', 'lamp', 'ink']) await open.product(product, 100);
        }
      });

  for (const side of ['before', 'after'] as const)
    it(`right ${side} any write of confirm leaves an order that can be undone, and then not be confirmed`, async () => {
      for (let at = 1; ; at++) {
        const id = await orderAt(open.shop, 'held', BASKET);
        const died = await outcome(confirmOrder(dyingShop(open.shop, at, side, conserved), id).catch(() => undefined));
        const confirmed = (await open.order(id)).status === 'CONFIRMED';
        await restockOrder(open.shop, id);
        await markCancelled(open.shop, id, 'CUSTOMER_CANCELLED');
        const again = await outcome(confirmOrder(open.shop, id));
        const order = await open.order(id);
        expect([died, order.status, order.cancelReason]).to.deep.equal(['done', 'CANCELLED', 'CUSTOMER_CANCELLED']);
        expect(again).to.equal(order.stock === 'RESTOCKED' ? 'done' : 'ORDER_CANCELLED');
        expect(await open.counts('pen'), `after write ${at}`).to.deep.equal([100, 0, 0]);
        await conserved();
        if (confirmed && side === 'before') return;
        if (at > 12) return;
      }
    });

  for (const side of ['before', 'after'] as const)
    it(`right ${side} any write of a change leaves the order consistent, and the sweep releases what was taken`, async () => {
      for (let at = 1; ; at++) {
        const id = await orderAt(open.shop, 'held', { pen: 2, lamp: 5, ink: 1 });
        const change = {
          wanted: [
            { productId: 'pen', quantity: 9 },
            { productId: 'lamp', quantity: 1 },
            { productId: 'cap', quantity: 4 },
          ],
        };
        await open.product('cap', 100);
        const died = await changeOrder(dyingShop(open.shop, at, side, conserved), id, 'ann', change).then(
          () => false,
          (error: unknown) => {
            if (!(error instanceof Died)) throw error;
            return true;
          },
        );
        await sweepHolds(open.shop, silentLogger(), later());
        const { lines, totalMinor } = await open.order(id);
        const changed = lines.some(({ productId }) => productId === 'cap');
        expect(totalMinor).to.equal(changed ? 1_400 : 800);
        const held = Object.fromEntries(
          (await open.shop.stock.holdsOf(id)).map((hold) => [hold.productId, hold.quantity]),
        );
        expect(held, `after write ${at}`).to.deep.equal(
          changed ? { pen: 9, lamp: 1, cap: 4 } : { pen: 2, lamp: 5, ink: 1 },
        );
        await confirmOrder(open.shop, id);
        expect(await open.counts('pen')).to.deep.equal(changed ? [91, 0, 9] : [98, 0, 2]);
        await conserved();
        if (!died) {
          expect([changed, at > 6]).to.deep.equal([true, true]);
          return;
        }
        await open.mongo.dropCollection('products');
        for (const product of ['pen', 'lamp', 'ink']) await open.product(product, 100);
      }
    });

  it('in the middle of a change leaves an order that can be confirmed before any sweep, with its own lines', async () => {
    const id = await orderAt(open.shop, 'held', { pen: 2, lamp: 1 });
    const change = {
      wanted: [
        { productId: 'pen', quantity: 9 },
        { productId: 'ink', quantity: 3 },
      ],
    };
    // announces the change, takes ink, takes pens, dies before the commit
    await changeOrder(dyingShop(open.shop, 4, 'after', conserved), id, 'ann', change).catch(() => undefined);
    expect(await open.counts('pen')).to.deep.equal([91, 9, 0]);
    await confirmOrder(open.shop, id);
    expect(await open.counts('pen')).to.deep.equal([98, 0, 2]);
    expect(await open.counts('ink')).to.deep.equal([100, 0, 0]);
    expect(await open.counts('lamp')).to.deep.equal([99, 0, 1]);
  });

  it('leaves holds that the sweep releases and logs once no process can still be using them', async () => {
    await open.shop.stock.take('pen', 'an-order-that-never-was', 5);
    const released = await orderAt(open.shop, 'released', { pen: 1 });
    await open.shop.stock.take('lamp', released, 3);
    const created = await orderAt(open.shop, 'created', { ink: 2 });
    await open.shop.stock.take('ink', created, 2);
    const said: unknown[] = [];
    const logger = Object.assign(silentLogger(), { warn: (...words: unknown[]) => said.push(words) });
    expect(await sweepHolds(open.shop, logger)).to.deep.equal({ orders: 1, pieces: 3, changes: 0 });
    expect(await sweepHolds(open.shop, logger, later())).to.deep.equal({ orders: 1, pieces: 5, changes: 0 });
    expect(await sweepHolds(open.shop, logger, later())).to.deep.equal({ orders: 0, pieces: 0, changes: 0 });
    expect(said).to.have.length(2);
    expect(await open.counts('ink'), 'left to its saga').to.deep.equal([98, 2, 0]);
  });

  it('in the middle of confirm is finished with the pieces it had named, also by a reader that does not see the holds yet', async () => {
    const id = await orderAt(open.shop, 'held', BASKET);
    await confirmOrder(dyingShop(open.shop, 1, 'after', conserved), id).catch(() => undefined);
    expect((await open.order(id)).stock).to.equal('SELLING');
    const old = shopWith(open.shop, (call, make) => (call === 'stock.holdsOf' ? Promise.resolve([]) : make()));
    await confirmOrder(old, id);
    await sweepHolds(open.shop, silentLogger(), later());
    expect((await open.order(id)).status).to.equal('CONFIRMED');
    expect(await open.counts('pen')).to.deep.equal([98, 0, 2]);
  });

  it('does not end confirm when a cancellation writes while the pieces are sold: its answer means CONFIRMED', async () => {
    const id = await orderAt(open.shop, 'held', BASKET);
    let sales = 0;
    const shop = shopWith(open.shop, async (call, make) => {
      if (call === 'stock.sell' && ++sales === 1) await stopChanges(open.shop, id);
      return make();
    });
    await confirmOrder(shop, id);
    expect(await open.order(id)).to.include({ stock: 'SOLD', status: 'CONFIRMED', cancelling: true });
    await conserved();
  });

  it('in a restock that is finished hours later restocks each product once, and leaves no marks', async () => {
    const id = await orderAt(open.shop, 'confirmed', { pen: 2, lamp: 1 });
    // stops changes, restocks one product, dies
    await restockOrder(dyingShop(open.shop, 2, 'after', conserved), id).catch(() => undefined);
    const remembered = () => open.mongo.collection('products').countDocuments({ 'returns.orderId': id });
    expect(await remembered()).to.equal(1);
    await sweepHolds(open.shop, silentLogger(), inHours(5));
    await restockOrder(open.shop, id);
    expect(await open.counts('pen')).to.deep.equal([100, 0, 0]);
    expect(await open.counts('lamp')).to.deep.equal([100, 0, 0]);
    expect(await remembered()).to.equal(2);
    await sweepHolds(open.shop, silentLogger(), inHours(5));
    expect(await remembered()).to.equal(0);
  });
});
