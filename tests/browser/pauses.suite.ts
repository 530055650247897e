import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { cancelOrder } from '../../saga-orchestrator/dist/sagas/cancel-order.js';
import type { Person } from '../support/shop.js';
import { cardOf, order, sagaOf } from './console-orders.js';
import { button, openConsole, withoutLogIn } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';

/** Pauses in the console's view for operators. */
export function pausesSuite(site: TestSite): void {
  let admin: Person;
  let ann: Person;
  before(async () => {
    [admin, ann] = await Promise.all([site.shop.admin(), site.shop.register()]);
  });

  it('pauses a participant, says so in every view, and resumes it', async () => {
    const card = await cardOf(ann);
    const { page, wrong } = await openConsole(site, '#/operations');
    const pauses = page.getByRole('region', { name: 'Pauses' });
    await pauses.getByText('Nothing is paused.').waitFor();
    await pauses.getByRole('combobox', { name: 'Pause', exact: true }).selectOption('participant');
    await pauses.getByLabel('Name').fill('payment-service');
    await pauses.getByLabel('Reason').fill('the bank is down');
    await button(page, 'Pause it').click();
    await page
      .locator('#pauses li', {
        hasText: /payment-service: the bank is down since (\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d UTC, by/,
      })
      .waitFor();
    await until('every orchestrator has the pause', async () => {
      const probe = await order(ann, card, 'product-2');
      await until('it is paused or has ended', async () => {
        const now = await sagaOf(admin, probe);
        return now['waiting'] !== undefined || now['state'] === 'COMPLETED';
      });
      return (await sagaOf(admin, probe))['waiting']?.pause !== undefined;
    });
    const id = await order(ann, card, 'product-2');
    await page.goto(`${site.shop.url}/console#/sagas/${id}`);
    await page.locator('#paused', { hasText: 'Paused: payment-service (the bank is down).' }).waitFor();
    await page.getByText('paused: the bank is down').first().waitFor();
    await page.locator('#paused a').click();
    await button(page, 'Resume').click();
    await pauses.getByText('Nothing is paused.').waitFor();
    await page.locator('#paused').waitFor({ state: 'detached' });
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
    await page.goto(`${site.shop.url}/console#/sagas/${id}`);
    await page.locator('#state', { hasText: 'COMPLETED' }).waitFor();
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  it('lets a viewer see the pauses and change nothing', async () => {
    const vera = await site.shop.register();
    await admin.call('PATCH', `/api/users/${vera.id}`, { role: 'viewer' });
    const { page, wrong } = await openConsole(site, '#/operations', {}, { email: vera.email, password: 'password123' });
    await page.getByText('Nothing is paused.').waitFor();
    const { name: type, labels } = cancelOrder;
    const { body: pause } = await admin.call('POST', '/api/sagas/pauses', { type, reason: 'a look at it' });
    await page.locator('#paused', { hasText: `Paused: ${labels!.saga.en} (a look at it).` }).waitFor();
    await page.getByRole('button', { name: '한국어' }).click();
    await page.locator('#paused', { hasText: `${labels!.saga.ko} (a look at it).` }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await admin.call('DELETE', `/api/sagas/pauses/${pause['id']}`);
    await page.getByText('Nothing is paused.').waitFor();
    for (const name of ['Pause it', 'Dry run']) expect(await button(page, name).count(), name).to.equal(0);
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });
}
