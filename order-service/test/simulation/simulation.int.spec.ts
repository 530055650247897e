import { expect } from 'chai';
import { openShop, type OpenShop } from '../support/shop.js';
import type { Product } from '../../dist/data/product.model.js';
import { happens } from './history.js';
import { violations } from './invariants.js';

/** How many histories are tried (300 take a minute); SEED=n tries one, and prints what happened. */
const seeds = Number(process.env['SEEDS'] ?? 40);
const only = process.env['SEED'];

describe('the stock of orders, in random histories', () => {
  let open: OpenShop;
  before(async () => {
    open = await openShop();
  });
  after(() => open.stop());

  it(`is never lost, held for ever or sold twice in ${only ?? seeds} of them`, async () => {
    const broken: string[] = [];
    for (let seed = Number(only ?? 1); seed <= Number(only ?? seeds) && broken.length < 3; seed++) {
      const products = [`pen-${seed}`, `ink-${seed}`];
      for (const product of products) await open.product(product, 5);
      const outcomes = await happens(seed, open.shop, products).catch((error: unknown) => {
        throw new Error(`SEED=${seed}: ${String(error)}`, { cause: error });
      });
      const stored = open.mongo.model<Product>('Product').find({ _id: { $in: products } });
      const found = await violations(outcomes, await stored.lean<Product[]>(), (id) => open.shop.orders.find(id));
      if (only) for (const { orderId } of outcomes) console.log(JSON.stringify(await open.shop.orders.find(orderId)));
      if (only) console.log(JSON.stringify(outcomes, null, 1));
      if (found.length > 0) broken.push(`SEED=${seed}: ${found.join('; ')}`);
    }
    expect(broken).to.deep.equal([]);
  }).timeout(Math.max(60_000, 3_000 * seeds));
});
