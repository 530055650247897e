import { expect } from 'chai';
import { placeUntilTaken } from '../support/until-answered.js';
import { whileProgressing } from '../support/progress.js';
import { ADDRESS, auditIsClean, CARD, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

const CLIENTS = 8;
/** Enough for each client to place orders before, during and after the fault. */
const ORDERS = process.env['MATRIX'] === 'full' ? 40 : 24;
const DEADLINE_MS = 120_000;

/** Places orders concurrently, calls `disrupt` meanwhile, and fails unless every order is confirmed once. */
export type UnderLoad = (disrupt: () => Promise<void> | void, orders?: number) => Promise<void>;

/** Prepares a customer with a card, and enough stock. */
export async function underLoad(shop: Shop): Promise<{ ann: Person; admin: Person; under: UnderLoad }> {
  const [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  const method = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
  const paymentMethodId = method.body['id'] as string;
  await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
  const sold = () =>
    until('the product is shown', async () => {
      const { body } = await shop.call('GET', '/api/products/product-1');
      return { count: body['stock']['sold'] as number };
    }, DEADLINE_MS).then(({ count }) => count); // prettier-ignore
  const order = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS, paymentMethodId };

  const under: UnderLoad = async (disrupt, orders = ORDERS) => {
    const before = await sold();
    const ids: string[] = [];
    const work = async () => {
      const clients = Array.from({ length: CLIENTS }, async () => {
        while (ids.length < orders) ids.push((await placeUntilTaken(ann, order)).body['id'] as string);
      });
      const disrupting = until('the first orders are placed', () => ids.length > 4, DEADLINE_MS).then(disrupt);
      await Promise.all([...clients, disrupting]);
      for (const id of ids) await shop.awaitOutcome(ann, id, 'CONFIRMED', DEADLINE_MS);
    };
    await whileProgressing(shop, work, { also: () => ids.length });
    expect(new Set(ids).size).to.equal(ids.length);
    await auditIsClean(admin, DEADLINE_MS);
    expect(await sold()).to.equal(before + ids.length);
  };
  return { ann, admin, under };
}
