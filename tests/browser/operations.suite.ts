import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { cancelOrder } from '../../saga-orchestrator/dist/sagas/cancel-order.js';
import { placeOrder } from '../../saga-orchestrator/dist/sagas/place-order.js';
import type { Person } from '../support/shop.js';
import { LONG_MS, stuckOrders } from './console-orders.js';
import { alert, button, openConsole, withoutLogIn } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';

/** The console's view for operators: bulk operations, and sagas of other releases. */
export function operationsSuite(site: TestSite): void {
  let admin: Person;
  let ann: Person;
  before(async () => {
    [admin, ann] = await Promise.all([site.shop.admin(), site.shop.register()]);
  });

  const bulk = (page: Page) => page.getByRole('region', { name: 'In bulk' });
  const progress = (page: Page, text: string) => page.locator('#bulk', { hasText: text }).waitFor({ timeout: LONG_MS });

  it('counts what a bulk operation would change, runs it, and shows its progress, also after a reload', async () => {
    const began = new Date(Date.now() - 1_000).toISOString().slice(0, 19);
    const ids = await stuckOrders(admin, ann, 3);
    const { page, wrong } = await openConsole(site, '#/operations');
    const form = bulk(page);
    await form.getByRole('combobox', { name: 'Do', exact: true }).selectOption('force');
    await form.getByRole('combobox', { name: 'as', exact: true }).selectOption('done');
    await form.getByLabel('are in state').selectOption('NEEDS_ATTENTION');
    await form.getByLabel('are of type').selectOption({ label: placeOrder.labels!.saga.en });
    await form.getByLabel('have version').fill(String(placeOrder.version));
    await form.getByLabel('stand at step').fill(STEPS.capture);
    await form.getByLabel('or its undo').selectOption('step');
    await form.getByLabel('began after').fill(began);
    expect(await button(page, 'Dry run').isDisabled(), 'enabled without a reason').to.equal(true);
    await form.getByLabel('Reason').fill('never captured, says the bank');
    await button(page, 'Dry run').click();
    await page.getByText('3 sagas match.').waitFor();
    // a changed filter discards the count
    await form.getByLabel('are of type').selectOption(cancelOrder.name);
    await page.locator('#matched').waitFor({ state: 'detached' });
    await button(page, 'Dry run').click();
    await page.getByText('0 sagas match.').waitFor();
    expect(await button(page, 'force 0 sagas').isDisabled()).to.equal(true);
    await form.getByLabel('are of type').selectOption({ label: placeOrder.labels!.saga.en });
    await button(page, 'Dry run').click();
    await button(page, 'force 3 sagas').click();
    // forcing as done needs a confirmation, since no participant has answered that they are captured
    await progress(page, 'DONE: 0 done, 3 failed of 3');
    await page.locator('#bulk', { hasText: 'WOULD_BREAK_CONSERVATION' }).waitFor();
    for (const id of ids) await page.locator('#bulk').getByRole('link', { name: id }).waitFor();

    await form.getByRole('combobox', { name: 'as', exact: true }).selectOption('refused');
    await button(page, 'Dry run').click();
    await button(page, 'force 3 sagas').click();
    await progress(page, 'DONE: 3 done, 0 failed of 3');
    await page.locator('#bulk', { hasText: `force ${STEPS.capture} as refused` }).waitFor();
    await page.reload();
    await progress(page, 'DONE: 3 done, 0 failed of 3');
    expect(await page.getByRole('progressbar').getAttribute('value')).to.equal('3');
    for (const id of ids) await site.shop.awaitOutcome(ann, id, 'CANCELLED', LONG_MS);
    await page.goto(`${site.shop.url}/console#/sagas/${ids[0]}`);
    await page
      .locator('#audit', { hasText: `force ${STEPS.capture} as refused: never captured, says the bank` })
      .waitFor();
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  it('shows what is wrong with a bulk operation or a pause', async () => {
    const { page } = await openConsole(site, '#/operations');
    const form = bulk(page);
    await form.getByRole('combobox', { name: 'Do', exact: true }).selectOption('restart');
    await form.getByLabel('Reason').fill('r');
    await button(page, 'Dry run').click();
    await alert(page, 'filter: matches every saga that has not ended');
    await form.getByLabel('every saga that has not ended').check();
    await button(page, 'Dry run').click();
    await alert(page, 'step: is required for restart, here or in the filter');
    await form.getByLabel('stand at step').fill(STEPS.capture);
    // a filter removes the checkbox, so that its earlier state is not sent
    expect(await form.getByLabel('every saga that has not ended').count()).to.equal(0);
    await form.getByLabel('have version').fill('first');
    await button(page, 'Dry run').click();
    await alert(page, /version.*must be a number/);
    await form.getByLabel('have version').fill('');
    await form.getByLabel('began after').fill('2030-01-02T00:00:00');
    await form.getByLabel('began before').fill('2030-01-01T00:00:00');
    await button(page, 'Dry run').click();
    await alert(page, 'matches nothing');
    const pauses = page.getByRole('region', { name: 'Pauses' });
    await pauses.getByLabel('Name').fill('bank');
    await pauses.getByLabel('Reason').fill('r');
    await button(page, 'Pause it').click();
    await alert(page, 'participant: must be one of');
    await page.goto(`${site.shop.url}/console#/operations/none`);
    await alert(page, 'There is no bulk operation none.');
  });

  it('shows a saga without a definition in every view, until an operator resolves it', async () => {
    const store = await mongoose.createConnection(site.shop.database('sagas')).asPromise();
    const at = Date.now() - 90_000;
    const foreign = {
      _id: 'wrapped-1',
      type: 'gift-wrap',
      version: 7,
      correlationId: 'wrapped-1',
      input: {},
      revision: 0,
      state: 'RUNNING',
      next: 'wrap',
      journal: [],
      nextActionAt: at,
      deadline: null,
      createdAt: at,
      updatedAt: at,
      token: '',
    };
    try {
      await store.collection('sagas').insertOne(foreign as never);
    } finally {
      await store.close();
    }
    const { page } = await openConsole(site, '#/operations');
    await page.locator('#stranded', { hasText: 'Nobody runs 1 of gift-wrap version 7' }).waitFor();
    await page.locator('#stranded a').click();
    const row = page.locator('[data-release="unknown gift-wrap version 7"]');
    expect(await row.textContent()).to.match(/gift-wrap version 7\s*1\s*no orchestrator.*1\.\d min/s);
    await page.goto(`${site.shop.url}/console#/sagas/wrapped-1`);
    await page.getByLabel('Reason').fill('wrapped by hand');
    await button(page, 'Resolve').click();
    await page.locator('#state', { hasText: 'RESOLVED' }).waitFor();
    await page.locator('#stranded').waitFor({ state: 'detached' });
  });
}
