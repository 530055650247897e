import type { JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { sagasHaveEnded } from '../support/sagas.js';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, auditIsClean, CARD, type Person, type Shop } from '../support/shop.js';
import { atProvider } from '../support/at-provider.js';

const REASON = { reason: 'a test' };

describe('money that needs an administrator', function () {
  this.timeout(120_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  before(async () => {
    shop = await sharedShop();
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  });
  afterEach('the audit finds nothing', () => auditIsClean(admin));

  const place = async (number?: string): Promise<string> => {
    const stored = { paymentMethod: 'credit_card', cardDetails: { ...CARD, number } };
    const method =
      number === undefined ? undefined : (await ann.call('POST', '/api/payment-methods', stored)).body['id'];
    const items = [{ productId: 'product-1', quantity: 1 }];
    const paid = method === undefined ? {} : { paymentMethodId: method };
    return (await ann.call('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...paid })).body['id'] as string;
  };
  const first = (list: string) => async () => (await admin.call('GET', list)).body['items'][0] as JsonObject;
  const cancelOf = async (orderId: string) => {
    const { body } = await admin.call('GET', `/api/sagas?orderId=${orderId}&type=cancel-order`);
    return body['items'][0] as JsonObject | undefined;
  };

  for (const [decided, payment] of [
    ['WON', 'REFUNDED'],
    ['LOST', 'CAPTURED'],
  ] as const)
    it(`lets the cancellation of a disputed order end once the bank has decided ${decided}, and shows the dispute until then`, async () => {
      const id = await place('4000000000000259');
      await shop.awaitOutcome(ann, id, 'CONFIRMED');
      const dispute = await until('the dispute is known', first(`/api/disputes?orderId=${id}&status=OPEN`));
      expect((await ann.call('POST', `/api/orders/${id}/cancel`)).status).to.equal(202);
      const saga = await until('the saga needs attention', async () => {
        const found = await cancelOf(id);
        return found?.['state'] === 'NEEDS_ATTENTION' ? found : undefined;
      });
      expect(JSON.stringify(saga)).to.include('PAYMENT_DISPUTED');
      expect(dispute).to.include({ orderId: id });
      await atProvider(shop, admin, `/faults/disputes/${dispute['providerRef']}`, { status: decided });
      await until('the decision is known', first(`/api/disputes?orderId=${id}&status=${decided}`));
      await admin.call('POST', `/api/sagas/${saga['id']}/retry`, REASON);
      await shop.awaitOutcome(ann, id, 'CANCELLED');
      await until('no saga is left', () => sagasHaveEnded(admin, id));
      const { body } = await ann.call('GET', `/api/orders/${id}`);
      expect(body['payment'].status).to.equal(payment);
    });

  it('pays a waiting order by matching an unknown charge with it, and returns a charge without an order', async () => {
    const id = await place();
    const { body: order } = await ann.call('GET', `/api/orders/${id}`);
    await shop.awaitOutcome(ann, id, 'AWAITING_PAYMENT');
    const { totalAmount: amount, currency } = order;
    await atProvider(shop, admin, '/faults/charges', { orderId: id, amount, currency });
    await atProvider(shop, admin, '/faults/charges', { amount: 10, currency, captured: false });
    await admin.call('POST', '/api/unknown-charges/search');
    const mine = await until('it is found', first(`/api/unknown-charges?orderId=${id}`));
    const other = await until('the other is found', async () => {
      const { body } = await admin.call('GET', '/api/unknown-charges?state=OPEN');
      return (body['items'] as JsonObject[]).find((each) => each['amount'] === 10 && !each['captured']);
    });
    const decide = (charge: JsonObject, action: string, body: object) =>
      admin.call('POST', `/api/unknown-charges/${charge['id']}/${action}`, { ...REASON, ...body });
    expect((await decide(mine, 'match', { orderId: id })).status).to.equal(202);
    expect((await decide(other, 'return', {})).status).to.equal(202);
    await shop.awaitOutcome(ann, id, 'CONFIRMED');
    for (const [charge, state] of [
      [mine, 'MATCHED'],
      [other, 'RETURNED'],
    ] as const)
      await until(state, async () => {
        const { body } = await admin.call('GET', `/api/unknown-charges/${charge['id']}`);
        return body['state'] === state;
      });
  });
});
