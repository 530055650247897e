import { expect } from 'chai';
import { openShop, type OpenShop } from '../support/shop.js';
import type { Product } from '../../dist/data/product.model.js';
import { brokenHistories, longest, only, seeds } from '@shop/testkit/random-history/seeds';
import { happens } from './history.js';
import { violations } from './invariants.js';

// 300 histories take a minute
describe('the stock of orders, in random histories', () => {
  let open: OpenShop;
  before(async () => {
    open = await openShop();
  });
  after(() => open.stop());

  it(`is never lost, held for ever or sold twice in ${only ?? seeds} of them`, async () => {
    const broken = await brokenHistories(async (seed) => {
      const products = [`pen-${seed}`, `ink-${seed}`];
      for (const product of products) await open.product(product, 5);
      const outcomes = await happens(seed, open.shop, products);
      if (only) for (const { orderId } of outcomes) console.log(JSON.stringify(await open.shop.orders.find(orderId)));
      if (only) console.log(JSON.stringify(outcomes, null, 1));
      const stored = open.mongo.model<Product>('Product').find({ _id: { $in: products } });
      return violations(outcomes, await stored.lean<Product[]>(), (id) => open.shop.orders.find(id));
    });
    expect(broken).to.deep.equal([]);
  }).timeout(longest);
});
