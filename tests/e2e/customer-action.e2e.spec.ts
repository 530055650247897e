import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, auditIsClean, CARD, type Person, type Shop } from '../support/shop.js';

const ASKS = { ...CARD, number: '4000002500003155' };

describe('an order paid with a card whose bank asks the customer', () => {
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  before(async () => {
    shop = await sharedShop();
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  });
  afterEach('the audit finds nothing', () => auditIsClean(admin));

  const read = async (id: string) => (await ann.call('GET', `/api/orders/${id}`)).body;
  const place = async (paymentMethodId?: string): Promise<string> => {
    const items = [{ productId: 'product-1', quantity: 2 }];
    const paid = paymentMethodId === undefined ? {} : { paymentMethodId };
    const { status, body } = await ann.call('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...paid });
    expect(status).to.equal(201);
    return body['id'] as string;
  };
  /** Places an order with such a card; returns its id and the URL of the bank's page once the customer is asked. */
  const asked = async () => {
    const stored = { paymentMethod: 'credit_card', cardDetails: ASKS };
    const id = await place((await ann.call('POST', '/api/payment-methods', stored)).body['id'] as string);
    const url = await until(
      'the customer is asked',
      async () => (await read(id))['payment']?.nextAction?.url as string,
    );
    return { id, url };
  };
  const answer = (url: string, what: string) => fetch(`${url}/${what}`, { method: 'POST', redirect: 'manual' });
  const sagaOf = async (id: string) => (await admin.call('GET', `/api/sagas/${id}`)).body;

  it('is paid when the customer approves, and the browser comes back to the order', async () => {
    const { id, url } = await asked();
    expect(await read(id)).to.deep.include({ status: 'AWAITING_PAYMENT' });
    expect((await read(id))['payment'].status).to.equal('REQUIRES_ACTION');
    await until('the saga waits', async () => (await sagaOf(id))['state'] === 'WAITING');
    const back = await answer(url, 'approve');
    expect(back.headers.get('location')).to.equal(`${shop.url.replace('127.0.0.1', 'localhost')}/?order=${id}`);
    await shop.awaitOutcome(ann, id, 'CONFIRMED');
    await until('it is captured', async () => (await read(id))['payment'].status === 'CAPTURED');
    expect((await read(id))['payment']).not.to.have.property('nextAction');
  });

  it('is undone when the customer refuses', async () => {
    const { id, url } = await asked();
    await answer(url, 'refuse');
    await shop.awaitOutcome(ann, id, 'CANCELLED');
    expect(await read(id)).to.deep.include({ cancelReason: 'PAYMENT_DECLINED' });
  });

  it('can be cancelled while the customer is asked, and is not charged by a later approval', async () => {
    const { id, url } = await asked();
    expect((await ann.call('POST', `/api/orders/${id}/cancel`)).status).to.equal(202);
    await shop.awaitOutcome(ann, id, 'CANCELLED');
    await answer(url, 'approve');
    expect((await read(id))['payment'].status).to.equal('VOIDED');
  });

  it('is confirmed when the customer approves a separate payment, which answers REQUIRES_ACTION', async () => {
    const id = await place();
    const { totalAmount: amount } = await read(id);
    const body = { orderId: id, amount, paymentMethod: 'credit_card', cardDetails: ASKS };
    const { status, body: payment } = await ann.call('POST', '/api/payments', body);
    expect([status, payment['status'], payment['nextAction'].type]).to.deep.equal([201, 'REQUIRES_ACTION', 'redirect']);
    await answer(payment['nextAction'].url as string, 'approve');
    await shop.awaitOutcome(ann, id, 'CONFIRMED');
  });
});
