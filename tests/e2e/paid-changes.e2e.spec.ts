import type { AnyJson, JsonObject } from '@shop/testkit/json';
import { CHANGE_STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { armingOf, type Arming } from '../support/arming.js';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, auditIsClean, CARD, type Person, type Shop } from '../support/shop.js';

const NEVER_CAPTURED = '4000000000000036';
const NOT_COVERED = '4000000000009995';
const CAPTURED_LATER = '4000000000000341';
const books = (quantity: number) => ({ productId: 'product-1', quantity });
const pens = (quantity: number) => ({ productId: 'product-2', quantity });

describe('a change of a paid order', () => {
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let faults: Arming;

  before(async () => {
    shop = await sharedShop();
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    faults = armingOf(shop, admin);
  });
  afterEach('the audit finds nothing', () => auditIsClean(admin));

  const card = async (number = CARD.number): Promise<string> => {
    const method = { paymentMethod: 'credit_card', cardDetails: { ...CARD, number } };
    return (await ann.call('POST', '/api/payment-methods', method)).body['id'] as string;
  };
  /** Places an order of these items that is confirmed; its id. */
  const confirmed = (...items: object[]): Promise<string> => confirmedWith(CARD.number, ...items);
  const confirmedWith = async (number: string, ...items: object[]): Promise<string> => {
    const placing = { items, shippingAddress: ADDRESS, paymentMethodId: await card(number) };
    const { body } = await ann.call('POST', '/api/orders', placing);
    await shop.awaitOutcome(ann, body['id'] as string, 'CONFIRMED');
    return body['id'] as string;
  };
  const change = (id: string, items: object[], more: object = {}) =>
    ann.call('POST', `/api/orders/${id}/changes`, { items, ...more });
  const order = async (id: string) => (await ann.call('GET', `/api/orders/${id}`)).body;
  const became = (id: string, status: string) =>
    until(`the change is ${status}`, async () => {
      const now: JsonObject = await order(id);
      return now['change']?.status === status ? now : undefined;
    });
  const stock = async (id: string) => (await shop.call('GET', `/api/products/${id}`)).body['stock'];
  const payments = async (id: string) =>
    (await ann.call('GET', `/api/payments?orderId=${id}`)).body['items'].map(
      (payment: JsonObject) =>
        `${payment['status']} ${Number((payment['amount'] - payment['refundedAmount']).toFixed(2))}`,
    );

  it('charges a higher price, refunds a lower one, moves the stock, and is refused after shipping', async () => {
    const id = await confirmed(books(1));
    const [soldBooks, soldPens] = [(await stock('product-1')).sold, (await stock('product-2')).sold];
    const asked = await change(id, [books(2), pens(1)], { paymentMethodId: await card(), totalAmount: 109.48 });
    expect(asked.status).to.equal(202);
    expect((await became(id, 'APPLIED'))['totalAmount']).to.equal(109.48);
    await until('the stock is updated', async () => (await stock('product-2')).sold === soldPens + 1);
    expect((await stock('product-1')).sold).to.equal(soldBooks + 1);
    expect(await payments(id)).to.have.members(['CAPTURED 79.49', 'CAPTURED 29.99']);
    const { payment, changePayments } = await order(id);
    expect([payment.amount, changePayments[0].amount, changePayments.length]).to.deep.equal([29.99, 79.49, 1]);

    await until('another change is accepted', async () => (await change(id, [books(2)])).status === 202);
    await until('it costs less', async () => (await order(id))['totalAmount'] === 59.98);
    await until('the difference is back', async () => (await payments(id)).includes('PARTIALLY_REFUNDED 29.99'));
    await until('the pen is restocked', async () => (await stock('product-2')).sold === soldPens);

    const ship = () => admin.call('POST', `/api/orders/${id}/shipping`);
    await until('it is confirmed for shipping', async () => (await ship()).status === 200);
    const late = await change(id, [books(1)]);
    expect([late.status, late.body['code']]).to.deep.equal([409, 'ORDER_NOT_CHANGEABLE']);
  });

  it('refunds a lower price also when the order is captured after the change', async () => {
    const id = await confirmedWith(CAPTURED_LATER, books(3));
    expect((await change(id, [books(1)])).status).to.equal(202);
    await until('the difference is back', async () => (await payments(id)).includes('PARTIALLY_REFUNDED 29.99'));
  });

  for (const [number, reason] of [
    [NOT_COVERED, 'PAYMENT_DECLINED'],
    [NEVER_CAPTURED, 'CAPTURE_REFUSED'],
  ] as const)
    it(`changes nothing when it fails with ${reason}`, async () => {
      const id = await confirmed(books(1));
      const before = await stock('product-2');
      expect((await change(id, [books(1), pens(2)], { paymentMethodId: await card(number) })).status).to.equal(202);
      const now = await became(id, 'REFUSED');
      expect([now['change'].reason, now['totalAmount'], now['status']]).to.deep.equal([reason, 29.99, 'CONFIRMED']);
      await until('nothing is held', async () => (await stock('product-2')).available === before.available);
      const kept = (await payments(id)).filter((payment: string) => payment.startsWith('CAPTURED'));
      expect(kept).to.deep.equal(['CAPTURED 29.99']);
    });

  it('is undone when its order is cancelled, also while it is in progress', async () => {
    for (const step of ['authorize-change', 'capture'] as const) {
      const id = await confirmed(books(1));
      await faults.arm('payment-service', { at: `payment.${step}.before`, do: 'unavailable', times: 1_000 });
      expect((await change(id, [books(3)], { paymentMethodId: await card() })).status).to.equal(202);
      const saga = await until('it is tried', async () => {
        const { items } = (await admin.call('GET', `/api/sagas?orderId=${id}`)).body as { items: AnyJson[] };
        const tried = step === 'capture' ? CHANGE_STEPS.capture : CHANGE_STEPS.authorize;
        const found = items.find(({ steps }) =>
          steps.some((each: AnyJson) => each.name === tried && each.attempts > 0),
        );
        return found?.id as string | undefined;
      });
      expect((await ann.call('POST', `/api/orders/${id}/cancel`)).status).to.equal(202);
      await shop.awaitOutcome(ann, id, 'CANCELLED');
      await faults.disarm('payment-service');
      await admin.call('POST', `/api/sagas/${saga}/retry`, { reason: 'fixed' });
      await until(
        'it is undone',
        async () => (await admin.call('GET', `/api/sagas/${saga}`)).body['state'] === 'COMPENSATED',
      );
      expect((await payments(id)).every((payment: string) => / 0$|^VOIDED/.test(payment))).to.equal(true);
    }
    const id = await confirmed(books(1));
    await change(id, [books(3)], { paymentMethodId: await card() });
    await became(id, 'APPLIED');
    await ann.call('POST', `/api/orders/${id}/cancel`);
    await shop.awaitOutcome(ann, id, 'CANCELLED');
    expect(await payments(id)).to.deep.equal(['REFUNDED 0', 'REFUNDED 0']);
  });
});
