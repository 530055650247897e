import { expect } from 'chai';
import { ADDRESS, newKey, type Person } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { webhookReceiver } from '../support/webhook-receiver.js';
import { withoutLogIn, openConsole } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';

/** The console's view of events, webhooks and mails. */
export function eventsSuite(site: TestSite): void {
  let ann: Person;
  let receiver: Awaited<ReturnType<typeof webhookReceiver>>;
  before(async () => {
    ann = await site.shop.register();
    receiver = await webhookReceiver();
  });
  after(() => receiver?.stop());

  const order = async (): Promise<string> => {
    const items = [{ productId: 'product-2', quantity: 1 }];
    return (await ann.call('POST', '/api/orders', { items, shippingAddress: ADDRESS }, newKey())).body['id'];
  };

  it('registers a webhook, shows its secret once and its deliveries with answers, and repeats them', async () => {
    const { page, wrong } = await openConsole(site, '#/events');
    await page.getByLabel('Address').fill('http://me:secret@example.com/');
    await page.getByRole('button', { name: 'Register it' }).click();
    await page.getByRole('alert').filter({ hasText: 'url: must not hold a user name' }).waitFor();
    await page.getByLabel('Address').fill(receiver.url);
    await page.getByLabel('Events (none chosen: all)').selectOption(['order.created', 'order.cancelled']);
    await page.getByRole('button', { name: 'Register it' }).click();
    await page.locator('#secret', { hasText: /whsec_/ }).waitFor();
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.locator('#secret').waitFor({ state: 'detached' });
    const id = await order();
    await until('it arrives', () => receiver.about(id).includes('order.created'));
    const row = page.locator('#deliveries tr', { hasText: id.slice(-12) }).first();
    await row.getByText('DELIVERED').waitFor();
    await row.getByText('attempts: 1').click();
    await row.locator('li', { hasText: '204' }).waitFor();
    await row.getByRole('button', { name: 'Send again' }).click();
    await until('it arrives again', () => receiver.about(id).length === 2);
    await page.locator('#events [data-event="order.created"]', { hasText: id.slice(-12) }).waitFor();
    await page.locator('[data-reader="webhooks order-service"]').waitFor();
    await page.locator('#mails').waitFor();
    expect(await page.content()).to.not.include('whsec_');
    expect(withoutLogIn(wrong).filter((line) => !/422/.test(line))).to.deep.equal([]);
  });

  it('shows why a webhook is disabled, enables it, and replays its events from a time on', async () => {
    const { page } = await openConsole(site, '#/events');
    await page
      .getByRole('link', { name: /Open webhook/ })
      .first()
      .click();
    receiver.answer.status = 410;
    const id = await order();
    const row = page.locator('#webhooks tr', { hasText: receiver.url });
    await row.getByText('the receiver answered 410').waitFor();
    await page
      .locator('#deliveries tr', { hasText: id.slice(-12) })
      .getByText('HELD')
      .waitFor();
    receiver.answer.status = 204;
    await row.getByRole('button', { name: 'Enable' }).click();
    await row.getByText('enabled', { exact: true }).waitFor();
    const before = receiver.about(id).length;
    await page.getByLabel('Send again what came since (UTC)').fill('2020-01-01T00:00');
    await page.getByRole('button', { name: 'Send all again' }).click();
    await page.getByText(/are sent again/).waitFor();
    await until('it arrives', () => receiver.about(id).length > before);
    await row.getByRole('button', { name: 'Delete', exact: true }).click();
    await row.getByRole('button', { name: 'Delete it and its deliveries' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('is for administrators only: a viewer does not have the view', async () => {
    const admin = await site.shop.admin();
    const viewer = await site.shop.register();
    await admin.call('PATCH', `/api/users/${viewer.id}`, { role: 'viewer' });
    const { page } = await openConsole(site, '', {}, { email: viewer.email, password: 'password123' });
    await page.getByRole('link', { name: 'Sagas' }).waitFor();
    expect(await page.getByRole('link', { name: 'Events' }).count()).to.equal(0);
  });
}
