import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { mailsTo } from '../support/mails.js';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, auditIsClean, CARD, type Person, type Shop } from '../support/shop.js';

/** Its first refund succeeds, and is reported as failed three seconds later. */
const FAILING = { ...CARD, number: '4000000000005126' };
/** It is authorised, and the authorisation has lapsed when it is to be captured. */
const LAPSING = { ...CARD, number: '4000000000000648' };
const WAIT_MS = 90_000;

describe('payments that fail late', () => {
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  before(async () => {
    shop = await sharedShop();
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  });

  const confirmed = async (cardDetails: object): Promise<string> => {
    const { body } = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails });
    const items = [{ productId: 'product-1', quantity: 1 }];
    const order = { items, shippingAddress: ADDRESS, paymentMethodId: body['id'] };
    const placed = await ann.call('POST', '/api/orders', order);
    await shop.awaitOutcome(ann, placed.body['id'], 'CONFIRMED', WAIT_MS);
    return placed.body['id'] as string;
  };
  const paymentOf = async (orderId: string) => (await ann.call('GET', `/api/orders/${orderId}`)).body['payment'];
  const cancelled = async (orderId: string) => {
    expect((await ann.call('POST', `/api/orders/${orderId}/cancel`)).status).to.equal(202);
    await shop.awaitOutcome(ann, orderId, 'CANCELLED', WAIT_MS);
  };

  it('show a refund that failed after its success was reported, mail the customer, and let an administrator record it as done, once', async () => {
    const orderId = await confirmed(FAILING);
    await cancelled(orderId);
    const shown = await until(
      'the refund has failed',
      async () => {
        const payment = await paymentOf(orderId);
        return payment?.failedRefundAmount !== undefined && payment;
      },
      WAIT_MS,
    );
    expect(shown).to.deep.include({ status: 'CAPTURED', refundedAmount: 0, failedRefundAmount: 29.99 });
    const failed = (await admin.call('GET', '/api/payments?refundFailed=true&limit=100')).body['items'];
    expect(failed.map(({ id }: { id: string }) => id)).to.include(shown.id);
    const subjects = async () =>
      (await mailsTo(shop, ann.email)).map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]?.replace(/\s/g, ' '));
    const refundMails = async () =>
      (await subjects()).filter((each) => each?.startsWith(`A refund for your order`)).length;
    await until('the refund and its failure are mailed', async () => (await refundMails()) === 2, WAIT_MS);
    const call = (body: object) =>
      admin.call('POST', `/api/payments/${shown.id}/refund-by-hand`, body, { 'idempotency-key': `by-hand-${orderId}` });
    for (let i = 0; i < 2; i++)
      expect((await call({ reason: 'bank transfer' })).body).to.deep.include({
        status: 'REFUNDED',
        refundedAmount: 29.99,
      });
    expect((await admin.call('POST', `/api/payments/${shown.id}/refund`, {})).body['code']).to.equal(
      'PAYMENT_NOT_REFUNDABLE',
    );
    const after = await paymentOf(orderId);
    expect(after).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
    expect(after).to.not.have.property('failedRefundAmount');
    await until('the refund by hand is mailed', async () => (await refundMails()) === 3, WAIT_MS);
    await auditIsClean(admin);
  });

  it('let an order whose authorisation has lapsed be cancelled, and no money moves', async () => {
    const orderId = await confirmed(LAPSING);
    await until('it is known', async () => (await paymentOf(orderId))?.status === 'VOIDED', WAIT_MS);
    await cancelled(orderId);
    expect(await paymentOf(orderId)).to.deep.include({ status: 'VOIDED', refundedAmount: 0 });
  });
});
