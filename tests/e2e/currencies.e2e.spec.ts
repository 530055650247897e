import { expect } from 'chai';
import { createConnection } from 'mongoose';
import { demonstrate } from '@shop/dev/demo';
import { fromMinor } from '@shop/protos/money';
import { until } from '@shop/testkit/until';
import { mailsTo } from '../support/mails.js';
import { ADDRESS, auditIsClean, CARD, newKey, startShop, type Person, type Shop } from '../support/shop.js';

/** The text of a mail, with Base64 and quoted-printable parts decoded. */
const textOf = (mail: string): string =>
  mail
    .replace(/=\r?\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString())
    .replace(/^(?:[A-Za-z0-9+/=]{60,}\r?\n)+[A-Za-z0-9+/=]*/gm, (part) => Buffer.from(part, 'base64').toString());

describe('a shop that sells in won', function () {
  this.timeout(120_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  before(async () => {
    shop = await startShop({ env: { CURRENCY: 'KRW' } });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    // a product that was added under another CURRENCY
    const orders = await createConnection(shop.database('orders')).asPromise();
    await orders.collection<{ _id: string }>('products').updateOne({ _id: 'product-3' }, { $set: { currency: 'KWD' } });
    await orders.close();
  });
  after(() => shop.stop());

  const order = (items: { productId: string; quantity: number; price?: number }[]) =>
    ann.call('POST', '/api/orders', { items, shippingAddress: ADDRESS }, newKey());
  const pay = (orderId: string, amount: number) =>
    ann.call('POST', '/api/payments', { orderId, amount, paymentMethod: 'credit_card', cardDetails: CARD }, newKey());

  for (const [currency, productId, price, part, tooFine] of [
    ['KRW', 'product-1', 2_999, 1_000, 999.5],
    ['KWD', 'product-3', 8.9, 0.001, 0.0005],
  ] as const)
    it(`charges, shows and refunds the price of a product in ${currency}`, async () => {
      const { body: placed } = await order([{ productId, quantity: 2, price }]);
      expect(placed).to.deep.include({ totalAmount: price * 2, currency });
      expect(placed['items'][0].price).to.equal(price);
      const refused = await pay(placed['id'], tooFine);
      expect([refused.status, refused.body['code']]).to.deep.equal([422, 'VALIDATION_FAILED']);
      const mismatch = await pay(placed['id'], price);
      expect([mismatch.body['code'], mismatch.body['amount']]).to.deep.equal(['AMOUNT_MISMATCH', price * 2]);
      const { body: paid } = await pay(placed['id'], price * 2);
      expect(paid).to.deep.include({ amount: price * 2, currency });
      await shop.awaitOutcome(ann, placed['id'], 'CONFIRMED');
      const refund = (amount: number) => admin.call('POST', `/api/payments/${paid['id']}/refund`, { amount }, newKey());
      expect((await refund(tooFine)).body['code']).to.equal('VALIDATION_FAILED');
      expect((await refund(part)).body).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: part });
      expect((await refund(price * 2)).body).to.deep.include({ code: 'REFUND_TOO_LARGE', currency });
      await ann.call('POST', `/api/orders/${placed['id']}/cancel`);
      await shop.awaitOutcome(ann, placed['id'], 'CANCELLED');
      const { body: seen } = await ann.call('GET', `/api/orders/${placed['id']}`);
      expect(seen['payment']).to.deep.include({ status: 'REFUNDED', amount: price * 2, refundedAmount: price * 2 });
    });

  it('refuses an order in two currencies, and a price with a fraction of a won', async () => {
    const both = await order([
      { productId: 'product-1', quantity: 1 },
      { productId: 'product-3', quantity: 1 },
    ]);
    expect([both.status, both.body['errors']]).to.deep.equal([
      422,
      [{ path: 'items', message: 'are priced in KRW and KWD: order them apart' }],
    ]);
    const fine = await order([{ productId: 'product-1', quantity: 1, price: 29.99 }]);
    expect([fine.status, fine.body['errors']]).to.deep.equal([
      422,
      [{ path: 'items.0.price', message: 'items.0.price must be a whole number of KRW' }],
    ]);
    const stale = await order([{ productId: 'product-1', quantity: 1, price: 3_000 }]);
    expect([stale.status, stale.body['code'], stale.body['price']]).to.deep.equal([409, 'PRICE_CHANGED', 2_999]);
  });

  it('runs the demonstration, and writes mails in won', async () => {
    const said: string[] = [];
    const login = { email: 'admin@example.com', password: 'admin-password' };
    await demonstrate(shop.url, login, (line) => said.push(line), AbortSignal.timeout(60_000));
    expect(said.filter((line) => /CONFIRMED|CANCELLED/.test(line))).to.have.length(3);
    const { body: placed } = await order([{ productId: 'product-1', quantity: 2 }]);
    await pay(placed['id'], 5_998);
    const confirmed = await until('the mail', async () =>
      (await mailsTo(shop, ann.email)).find((mail) => mail.includes(placed['id'] as string)),
    );
    expect(textOf(confirmed))
      .to.include('₩5,998')
      .and.not.match(/₩[\d,]+\.\d/);
  });

  it('passes the audit', () => auditIsClean(admin));
});

// CI also tests a currency with three decimals; the night another one without decimals
for (const [currency, shown] of Object.entries({
  KWD: /KWD\s5\.998\b/,
  ...(process.env['MATRIX'] === 'full' ? { JPY: /¥5,998(?!\.)/ } : {}),
}))
  describe(`a shop that sells in ${currency}`, function () {
    this.timeout(120_000);
    let shop: Shop;
    before(async () => {
      shop = await startShop({ env: { CURRENCY: currency } });
    });
    after(() => shop.stop());

    it('charges, shows, mails and refunds the price of its products, and runs the demonstration', async () => {
      const [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
      const login = { email: 'admin@example.com', password: 'admin-password' };
      await demonstrate(shop.url, login, () => undefined, AbortSignal.timeout(60_000));
      const cost = fromMinor(5_998, currency);
      const part = fromMinor(1, currency);
      const items = [{ productId: 'product-1', quantity: 2, price: cost / 2 }];
      const { body: placed } = await ann.call('POST', '/api/orders', { items, shippingAddress: ADDRESS });
      expect(placed).to.deep.include({ totalAmount: cost, currency });
      const paying = { orderId: placed['id'], amount: cost, paymentMethod: 'credit_card', cardDetails: CARD };
      const { body: paid } = await ann.call('POST', '/api/payments', paying);
      expect(paid).to.deep.include({ status: 'CAPTURED', amount: cost, currency });
      const refunded = await admin.call('POST', `/api/payments/${paid['id']}/refund`, { amount: part });
      expect(refunded.body).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: part });
      await ann.call('POST', `/api/orders/${placed['id']}/cancel`);
      await shop.awaitOutcome(ann, placed['id'], 'CANCELLED');
      const { body: seen } = await ann.call('GET', `/api/orders/${placed['id']}`);
      expect(seen['payment']).to.deep.include({ status: 'REFUNDED', amount: cost, refundedAmount: cost });
      await until('the mail says what it cost', async () =>
        (await mailsTo(shop, ann.email)).some((mail) => shown.test(textOf(mail))),
      );
      await auditIsClean(admin);
    });
  });
