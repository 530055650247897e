import type { JsonObject } from '@shop/testkit/json';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { atProvider } from '../support/at-provider.js';
import { ADDRESS, CARD, newKey, type Person } from '../support/shop.js';
import { withoutLogIn, openConsole } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';

/** The console's view of money that needs a decision of an administrator. */
export function moneySuite(site: TestSite): void {
  let ann: Person;
  let admin: Person;
  before(async () => {
    [ann, admin] = await Promise.all([site.shop.register(), site.shop.admin()]);
  });
  const order = async (number?: string): Promise<JsonObject> => {
    const cardDetails = { ...CARD, number };
    const stored = { paymentMethod: 'credit_card', cardDetails };
    const paymentMethodId = number && (await ann.call('POST', '/api/payment-methods', stored)).body['id'];
    const items = [{ productId: 'product-2', quantity: 1 }];
    const sent = { items, shippingAddress: ADDRESS, ...(paymentMethodId ? { paymentMethodId } : {}) };
    return (await ann.call('POST', '/api/orders', sent, newKey())).body;
  };
  const charge = (body: object) => atProvider(site.shop, admin, '/faults/charges', body);

  it('finds charges that only the provider knows, matches one with its order, and returns the other', async () => {
    const { id, totalAmount: amount, currency } = await order();
    await site.shop.awaitOutcome(ann, id as string, 'AWAITING_PAYMENT');
    const [mine, other] = await Promise.all([
      charge({ orderId: id, amount, currency }),
      charge({ amount: 7, currency }),
    ]);
    const { page, wrong } = await openConsole(site, '#/money');
    await page.getByRole('button', { name: 'Search the providers now' }).click();
    const rowOf = ({ id: ref }: JsonObject) => page.locator('#charges tr[data-charge]', { hasText: ref });
    await rowOf(mine).getByText('captured').waitFor();

    await rowOf(other)
      .getByRole('button', { name: /^Decide/ })
      .click();
    const match = page.getByRole('button', { name: 'Make it the payment of this order' });
    const giveBack = page.getByRole('button', { name: 'Give the money back' });
    expect(await giveBack.isDisabled(), 'enabled without a reason').to.equal(true);
    await page.locator('#charges').getByLabel('Reason').fill('no order');
    await page
      .locator('#charges')
      .getByLabel('Order')
      .fill(id as string);
    await match.click();
    await page.getByRole('alert').filter({ hasText: 'another order' }).waitFor();
    await giveBack.click();
    await rowOf(other).waitFor({ state: 'detached' });

    await rowOf(mine)
      .getByRole('button', { name: /^Decide/ })
      .click();
    await page.locator('#charges').getByLabel('Reason').fill('restored to Monday');
    await page
      .locator('#charges')
      .getByLabel('Order')
      .fill(id as string);
    await match.click();
    await site.shop.awaitOutcome(ann, id as string, 'CONFIRMED');
    await page.getByLabel('State').selectOption('');
    await rowOf(other).getByText('RETURNED').waitFor();
    await rowOf(mine).getByText('MATCHED').waitFor();
    await rowOf(mine).getByText('restored to Monday').waitFor();
    expect(withoutLogIn(wrong).filter((line) => !/409/.test(line))).to.deep.equal([]);
  });

  it('shows disputes with their orders; the health view counts them and links here', async () => {
    const { id } = await order('4000000000000259');
    await site.shop.awaitOutcome(ann, id as string, 'CONFIRMED');
    const { page, wrong } = await openConsole(site, '#/health');
    await page.locator('#open-disputes').getByRole('link', { name: 'Show them' }).click();
    const row = page.locator('#disputes tr', { has: page.locator(`a[title="${id as string}"]`) });
    await row.getByText('fraudulent').waitFor();
    expect(await row.locator('td').nth(4).textContent()).to.match(/^\d{4}-\d\d-\d\d/);
    const ref = await row.locator('code').nth(1).textContent();
    await atProvider(site.shop, admin, `/faults/disputes/${ref!}`, { status: 'WON' });
    await row.getByText('WON').waitFor();
    await page.getByRole('region', { name: 'Disputes' }).getByLabel('Status').selectOption('OPEN');
    await row.waitFor({ state: 'detached' });
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  it('records how a failed refund was paid by hand, or retries it at the provider', async () => {
    const failed = async () => {
      const { id } = await order('4000000000005126');
      const done = await site.shop.awaitOutcome(ann, id as string, 'CONFIRMED');
      await until('it is captured', async () => {
        const { body } = await ann.call('GET', `/api/orders/${id as string}`);
        return body['payment'].status === 'CAPTURED';
      });
      const { body } = await admin.call('GET', `/api/payments?orderId=${id as string}`);
      const { id: paymentId } = body['items'][0];
      await admin.call('POST', `/api/payments/${paymentId}/refund`, {}, newKey());
      return { paymentId, totalAmount: done['totalAmount'] };
    };
    const [byHand, again] = [await failed(), await failed()];
    const { page, wrong } = await openConsole(site, '#/money');
    const rowOf = ({ paymentId }: { paymentId: string }) => page.locator(`#failed tr[data-payment="${paymentId}"]`);
    await rowOf(byHand)
      .getByRole('button', { name: /^Decide/ })
      .click();
    await page.getByLabel('How it was given back').fill('bank transfer 4711');
    await page.getByRole('button', { name: 'It was given back by other ways' }).click();
    await rowOf(byHand).waitFor({ state: 'detached' });
    await rowOf(again)
      .getByRole('button', { name: /^Decide/ })
      .click();
    await page.getByRole('button', { name: 'Ask the provider for it again' }).click();
    await rowOf(again).waitFor({ state: 'detached' });
    for (const { paymentId } of [byHand, again]) {
      const { body } = await admin.call('GET', `/api/payments/${paymentId}`);
      expect(body).to.include({ status: 'REFUNDED' }).and.not.to.have.property('failedRefundAmount');
    }
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  it('is for administrators only: a viewer does not have the view', async () => {
    const vera = await site.shop.register();
    await admin.call('PATCH', `/api/users/${vera.id}`, { role: 'viewer' });
    const { page } = await openConsole(site, '', {}, { email: vera.email, password: 'password123' });
    await page.getByRole('link', { name: 'Health' }).waitFor();
    expect(await page.getByRole('link', { name: 'Money' }).count()).to.equal(0);
  });
}
