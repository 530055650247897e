import { expect } from 'chai';
import { v7 } from 'uuid';
import { cancelOrder } from '../../dist/use-cases/cancel-order.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { markCancelled } from '../../dist/use-cases/mark-cancelled.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { restockOrder } from '../../dist/use-cases/restock-order.js';
import type { Shop } from '../../dist/use-cases/shop.js';
import { newOrder, orderAt, outcome, type Stage } from '../support/orders.js';
import { expectConserved, openShop, shopWith, type OpenShop } from '../support/shop.js';

const COMMANDS = {
  create: (shop: Shop, id: string) => createOrder(shop, newOrder({ pen: 2, lamp: 1 }, id)),
  reserve: reserveStock,
  release: releaseStock,
  confirm: confirmOrder,
  cancel: (shop: Shop, id: string) => cancelOrder(shop, id, 'PAYMENT_TIMEOUT'),
  restock: restockOrder,
  markCancelled: (shop: Shop, id: string) => markCancelled(shop, id, 'CUSTOMER_CANCELLED'),
};
type Command = keyof typeof COMMANDS;

/** [status, stock, pens available, reserved, sold] after a command of an order of two pens; 100 are stocked. */
type After = [string, string, number, number, number];
const PENDING: After = ['PENDING', 'NONE', 100, 0, 0];
const HELD: After = ['AWAITING_PAYMENT', 'HELD', 98, 2, 0];
const RELEASED: After = ['AWAITING_PAYMENT', 'RELEASED', 100, 0, 0];
const CANCELLED: After = ['CANCELLED', 'RELEASED', 100, 0, 0];
const CONFIRMED: After = ['CONFIRMED', 'SOLD', 98, 0, 2];
const RESTOCKED: After = ['CONFIRMED', 'RESTOCKED', 100, 0, 0];
const UNDONE: After = ['CANCELLED', 'RESTOCKED', 100, 0, 0];

/** The answer to every command at every stage, and the state after it. */
const TABLE: [Stage, Command, string, After | undefined][] = [
  ['nothing', 'create', 'done', PENDING],
  ['nothing', 'reserve', 'ORDER_NOT_FOUND', undefined],
  ['nothing', 'release', 'done', CANCELLED],
  ['nothing', 'confirm', 'ORDER_NOT_FOUND', undefined],
  ['nothing', 'cancel', 'done', CANCELLED],
  ['nothing', 'restock', 'ORDER_NOT_FOUND', undefined],
  ['nothing', 'markCancelled', 'ORDER_NOT_FOUND', undefined],
  ['created', 'create', 'done', PENDING],
  ['created', 'reserve', 'done', HELD],
  ['created', 'release', 'done', ['PENDING', 'RELEASED', 100, 0, 0]],
  ['created', 'confirm', 'STOCK_NOT_HELD', PENDING],
  ['created', 'cancel', 'done', CANCELLED],
  ['created', 'restock', 'done', ['PENDING', 'RELEASED', 100, 0, 0]],
  ['created', 'markCancelled', 'ORDER_NOT_RESTOCKED', PENDING],
  ['held', 'create', 'done', HELD],
  ['held', 'reserve', 'done', HELD],
  ['held', 'release', 'done', RELEASED],
  ['held', 'confirm', 'done', CONFIRMED],
  ['held', 'cancel', 'done', CANCELLED],
  ['held', 'restock', 'done', RELEASED],
  ['held', 'markCancelled', 'ORDER_NOT_RESTOCKED', HELD],
  ['released', 'create', 'ORDER_CANCELLED', RELEASED],
  ['released', 'reserve', 'ORDER_CANCELLED', RELEASED],
  ['released', 'release', 'done', RELEASED],
  ['released', 'confirm', 'ORDER_CANCELLED', RELEASED],
  ['released', 'cancel', 'done', CANCELLED],
  ['released', 'restock', 'done', RELEASED],
  ['released', 'markCancelled', 'done', CANCELLED],
  ['cancelled', 'create', 'ORDER_CANCELLED', CANCELLED],
  ['cancelled', 'reserve', 'ORDER_CANCELLED', CANCELLED],
  ['cancelled', 'release', 'done', CANCELLED],
  ['cancelled', 'confirm', 'ORDER_CANCELLED', CANCELLED],
  ['cancelled', 'cancel', 'done', CANCELLED],
  ['cancelled', 'restock', 'done', CANCELLED],
  ['confirmed', 'create', 'done', CONFIRMED],
  ['confirmed', 'reserve', 'done', CONFIRMED],
  ['confirmed', 'release', 'ORDER_CONFIRMED', CONFIRMED],
  ['confirmed', 'confirm', 'done', CONFIRMED],
  ['confirmed', 'cancel', 'ORDER_CONFIRMED', CONFIRMED],
  ['confirmed', 'restock', 'done', RESTOCKED],
  ['confirmed', 'markCancelled', 'ORDER_NOT_RESTOCKED', CONFIRMED],
  ['restocked', 'confirm', 'done', RESTOCKED],
  ['restocked', 'restock', 'done', RESTOCKED],
  ['restocked', 'markCancelled', 'done', UNDONE],
  ['cancelled after confirmation', 'confirm', 'done', UNDONE],
  ['cancelled after confirmation', 'cancel', 'done', UNDONE],
  ['cancelled after confirmation', 'restock', 'done', UNDONE],
  ['cancelled after confirmation', 'markCancelled', 'done', UNDONE],
];

describe('the commands of one order', () => {
  let open: OpenShop;
  beforeEach(async () => {
    open = await openShop();
    await open.product('pen', 100);
    await open.product('lamp', 5);
  });
  afterEach(async () => {
    await expectConserved(open.mongo);
    await open.stop();
  });
  const stateOf = async (id: string): Promise<After | undefined> => {
    const order = await open.shop.orders.find(id);
    return order ? [order.status, order.stock, ...(await open.counts('pen'))] : undefined;
  };

  for (const [stage, command, answer, after] of TABLE)
    it(`${command} at "${stage}" answers ${answer}, sent once, twice or five times at a time`, async () => {
      const id = await orderAt(open.shop, stage, { pen: 2, lamp: 1 });
      const send = () => outcome(COMMANDS[command](open.shop, id));
      expect(await send()).to.equal(answer);
      expect(await stateOf(id)).to.deep.equal(after);
      expect(await send()).to.equal(answer === 'done' && command === 'create' && stage === 'nothing' ? 'done' : answer);
      expect(await stateOf(id)).to.deep.equal(after);
      const other = await orderAt(open.shop, stage, { pen: 2, lamp: 1 });
      const answers = await Promise.all(Array.from({ length: 5 }, () => outcome(COMMANDS[command](open.shop, other))));
      expect(answers).to.deep.equal(Array(5).fill(answer));
      expect((await stateOf(other))?.slice(0, 2)).to.deep.equal(after?.slice(0, 2));
    });

  it('refuse every do after its undo came first, and never show the order', async () => {
    for (const undo of ['release', 'cancel'] as const) {
      const id = await orderAt(open.shop, 'nothing', {});
      await COMMANDS[undo](open.shop, id);
      expect(await outcome(COMMANDS.create(open.shop, id))).to.equal('ORDER_CANCELLED');
      expect(await outcome(COMMANDS.reserve(open.shop, id))).to.equal('ORDER_CANCELLED');
      expect(await outcome(COMMANDS.confirm(open.shop, id))).to.equal('ORDER_CANCELLED');
      expect(await open.shop.orders.list({ limit: 10 })).to.deep.equal({ items: [], nextCursor: null });
    }
  });

  it('write a history without gaps and announce each entry after it is written', async () => {
    const id = await orderAt(open.shop, 'cancelled after confirmation', { pen: 2 });
    const { history, cancelReason } = await open.order(id);
    expect(history.map(({ seq, status, reason }) => [seq, status, reason])).to.deep.equal([
      [1, 'PENDING', undefined],
      [2, 'AWAITING_PAYMENT', undefined],
      [3, 'CONFIRMED', undefined],
      [4, 'CANCELLED', 'CUSTOMER_CANCELLED'],
    ]);
    expect(cancelReason).to.equal('CUSTOMER_CANCELLED');
    expect(open.announced.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4]);
  });

  for (const undo of ['release', 'cancel'] as const)
    it(`${undo} an order whose create comes right before their tombstone`, async () => {
      const id = v7();
      const racing = shopWith(open.shop, async (call, make) => {
        if (call === 'orders.insert') await COMMANDS.create(open.shop, id);
        return make();
      });
      await COMMANDS[undo](racing, id);
      const { tombstone, stock } = await open.order(id);
      expect({ tombstone, stock }).to.deep.equal({ tombstone: false, stock: 'RELEASED' });
    });

  it('refuse an order permanently when out of stock, hold nothing, and refuse a duplicate even after a restock', async () => {
    const id = await orderAt(open.shop, 'created', { lamp: 6, pen: 1 });
    expect(await outcome(reserveStock(open.shop, id))).to.equal('OUT_OF_STOCK');
    expect(await stateOf(id)).to.deep.equal(['PENDING', 'RELEASED', 100, 0, 0]);
    await open.shop.products.shelve('lamp', 10);
    const again = await reserveStock(open.shop, id).catch((error: unknown) => error);
    expect(again).to.deep.include({ status: 409, code: 'OUT_OF_STOCK', extra: { productId: 'lamp' } });
    await cancelOrder(open.shop, id, 'OUT_OF_STOCK');
    expect((await open.order(id)).history.map(({ status }) => status)).to.deep.equal(['PENDING', 'CANCELLED']);
  });

  it('refuse a create at another price permanently, even when the price returns', async () => {
    const asked = newOrder({ pen: 1 });
    const stale = { ...asked, wanted: [{ productId: 'pen', quantity: 1, priceMinor: 99 }] };
    expect(await outcome(createOrder(open.shop, stale))).to.equal('PRICE_CHANGED');
    await open.shop.products.edit('pen', { priceMinor: 99 });
    expect(await outcome(createOrder(open.shop, stale))).to.equal('PRICE_CHANGED');
    expect(await outcome(createOrder(open.shop, newOrder({ ink: 1 })))).to.equal('PRODUCT_NOT_FOUND');
  });

  it('answer a duplicate create with the first total, whatever the current price', async () => {
    const asked = newOrder({ pen: 3 });
    await createOrder(open.shop, asked);
    await open.shop.products.edit('pen', { priceMinor: 7 });
    expect((await createOrder(open.shop, asked)).totalMinor).to.equal(300);
  });
});
