import { expect } from 'chai';
import { cancelOrder } from '../../dist/use-cases/cancel-order.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import type { Shop } from '../../dist/use-cases/shop.js';
import { newOrder, orderAt, outcome, type Stage } from '../support/orders.js';
import { openShop, shopWith, type OpenShop } from '../support/shop.js';

const BASKET = { pen: 2 };

/** Each command, the stage of its order, and its calls to the database when it is carried out for the first time. */
const CALLS: [string, (shop: Shop, id: string) => Promise<unknown>, Stage, string[]][] = [
  ['create', (shop, id) => createOrder(shop, newOrder(BASKET, id)), 'nothing', ['products.lookUp', 'orders.insert']],
  ['reserve', reserveStock, 'created', ['orders.find', 'stock.take', 'orders.write']],
  ['confirm', confirmOrder, 'held', ['orders.find', 'stock.holdOf', 'orders.write', 'stock.sell', 'orders.write']],
  ['release', releaseStock, 'held', ['orders.find', 'orders.write', 'stock.holdsOf', 'stock.shrink']],
  ['cancel', (shop, id) => cancelOrder(shop, id, 'PAYMENT_DECLINED'), 'released', ['orders.find', 'orders.write']],
];

describe('the calls of a command to the database', () => {
  let open: OpenShop;
  before(async () => {
    open = await openShop();
    await open.product('pen', 100);
  });
  after(() => open.stop());

  for (const [name, command, stage, calls] of CALLS)
    it(`are ${calls.length} for ${name}`, async () => {
      const id = await orderAt(open.shop, stage, BASKET);
      const made: string[] = [];
      const shop = shopWith(open.shop, (call, make) => {
        if (call !== 'announce') made.push(call);
        return make();
      });
      expect(await outcome(command(shop, id))).to.equal('done');
      expect(made).to.deep.equal(calls);
    });
});
