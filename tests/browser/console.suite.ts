import { labelOf, STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import type { BrowserContextOptions } from 'playwright-core';
import { until } from '@shop/testkit/until';
import { tabTo } from './chromium.js';
import { cardOf, order } from './console-orders.js';
import { failures, openConsole, state, stepIs, withoutLogIn, type LogIn } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';
import { placeOrder } from '../../saga-orchestrator/dist/sagas/place-order.js';

/** The saga console as administrators use it. */
export function consoleSuite(site: TestSite): void {
  const open = (hash?: string, options?: BrowserContextOptions, who?: LogIn) => openConsole(site, hash, options, who);
  it('shows a waiting saga, and compensates it after a preview, with a reason', async () => {
    const ann = await site.shop.register();
    const id = await order(ann);
    const { page, wrong } = await open();
    await page.getByRole('link', { name: `Open saga ${id}` }).click();
    await state(page, 'WAITING');
    await stepIs(page, STEPS.reserve, 'done');
    await page.locator('[data-job] b', { hasText: 'delayed' }).waitFor();
    expect((await page.locator('#situation').textContent())?.trim()).to.match(
      new RegExp(
        `^It waits at ${labelOf(STEPS.pay).en} for the signal ${STEPS.pay} until .*UTC\\. ${labelOf(STEPS.authorize).en} is next\\.`,
      ),
    );
    expect(await page.getByLabel('true to scale').isChecked()).to.equal(true);

    const compensate = page.getByRole('button', { name: 'Compensate…' });
    expect(await compensate.isDisabled(), 'enabled without a reason').to.equal(true);
    await page.getByLabel('Reason').fill('the customer rang');
    await compensate.click();
    const preview = page.getByRole('group', { name: 'Preview' });
    await preview.getByRole('listitem').nth(1).waitFor();
    expect(await preview.getByRole('listitem').allTextContents()).to.deep.equal([
      `${labelOf(STEPS.reserve).en}: stock.release`,
      `${labelOf(STEPS.create).en}: orders.cancel`,
    ]);
    await page.getByRole('button', { name: 'Compensate now' }).click();
    await state(page, 'COMPENSATED');
    await stepIs(page, STEPS.reserve, 'undone');
    await page.locator(`[data-undo="${STEPS.reserve}"]`).waitFor();
    expect(await page.locator('#audit').textContent()).to.contain('the customer rang');
    const entries = await page.locator('#journal [data-entry]').all();
    expect(await Promise.all(entries.map((entry) => entry.getAttribute('data-entry')))).to.deep.equal([
      'done',
      'done',
      'compensate-requested',
      'undone',
      'undone',
    ]);
    await site.shop.awaitOutcome(ann, id, 'CANCELLED');
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  it('shows a saga with its order, payment, stock and retries, and finds it by order and by user', async () => {
    const ann = await site.shop.register();
    const id = await order(ann, await cardOf(ann, '4000000000000341'));
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
    const { page, wrong } = await open();
    for (const text of [ann.id, id]) {
      await page.getByRole('searchbox').fill(text);
      await page.keyboard.press('Enter');
      await page.locator('#sagas tbody tr').nth(1).waitFor({ state: 'detached' });
      await page.locator(`[data-saga="${id}"]`).waitFor();
    }
    const cells = page.locator(`[data-saga="${id}"] td`);
    expect(await cells.nth(1).textContent(), 'the type by its label').to.equal(placeOrder.labels!.saga.en);
    expect(await cells.nth(1).getAttribute('title')).to.equal(placeOrder.name);
    await page.getByLabel('Type').selectOption({ label: placeOrder.labels!.saga.en });
    await page.locator(`[data-saga="${id}"]`).waitFor();
    await page.getByRole('link', { name: `Open saga ${id}` }).click();
    await state(page, 'COMPLETED');
    const summary = await page.locator('section', { has: page.locator('#state') }).textContent();
    expect((await page.locator('#situation').textContent())?.trim()).to.equal(
      'Every step that was needed is done. Nothing more happens.',
    );
    expect(summary).to.match(/CONFIRMED.*CAPTURED.*•••• 0341.*product-1.*available/s);
    await failures(page, 'attempts 1 to 2');
    expect(await page.locator(`[data-step="${STEPS.capture}"] rect.rest`).count()).to.equal(1);
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  it('arms a fault, places an order and shows its saga, all in one view', async () => {
    const { page, wrong } = await open('#/faults');
    await page.getByRole('button', { name: 'Capture fails three times' }).click();
    expect(await page.getByLabel('Point').inputValue()).to.equal('payment.capture.before');
    await page.getByRole('button', { name: 'Arm it' }).click();
    await page.locator('#armed li', { hasText: 'times: 3' }).waitFor();
    await page.getByRole('button', { name: 'Place an order' }).click();
    await stepIs(page, STEPS.capture, 'done');
    await failures(page, 'attempts 1 to 3');
    await page.getByText('Nothing is armed.').waitFor();

    await page.getByLabel('Effect').selectOption('delay');
    await page.getByRole('button', { name: 'Arm it' }).click();
    await page.getByRole('button', { name: 'Disarm all' }).click();
    await page.getByText('Nothing is armed.').waitFor();
    await page.getByRole('link', { name: 'The whole saga' }).click();
    await page.locator('#journal').waitFor();
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  it('lets a viewer see sagas and queues, but change nothing and see no orders', async () => {
    const [admin, vera, ann] = [await site.shop.admin(), await site.shop.register(), await site.shop.register()];
    await admin.call('PATCH', `/api/users/${vera.id}`, { role: 'viewer' });
    const id = await order(ann);
    const { page, wrong } = await open('', {}, { email: vera.email, password: 'password123' });
    await page.getByText('read-only').waitFor();
    await page.getByRole('link', { name: `Open saga ${id}` }).click();
    await page.locator('#journal').waitFor();
    for (const name of ['Retry', 'Compensate…', 'Resolve'])
      expect(await page.getByRole('button', { name, exact: true }).count(), name).to.equal(0);
    expect(await page.getByRole('link', { name: 'Faults', exact: true }).count()).to.equal(0);
    expect(withoutLogIn(wrong)).to.deep.equal([]);

    const asked = async (method: 'get' | 'post' | 'put', path: string, data?: object) =>
      (
        await page.request[method](site.origin + path, {
          headers: { origin: site.origin },
          ...(data ? { data } : {}),
        })
      ).status();
    expect(await asked('get', '/admin/queues/api/queues?activeQueue=sagas')).to.equal(200);
    expect(await asked('put', '/admin/queues/api/queues/sagas/pause')).to.equal(405);
    expect(await asked('put', '/admin/queues/api/queues/pause')).to.be.within(200, 405);
    const listed = await page.request.get(`${site.origin}/admin/queues/api/queues?activeQueue=sagas`);
    expect(JSON.stringify(await listed.json()))
      .to.include('"isPaused":false')
      .and.include('"readOnlyMode":true');
    expect(await asked('post', `/api/sagas/${id}/compensate`, { reason: 'because' })).to.equal(403);
    expect(await asked('post', '/api/faults/order-service', {})).to.equal(403);
    expect(await asked('get', '/api/users')).to.equal(403);
    expect(await asked('get', `/api/orders/${id}`)).to.equal(404);
  });

  it('counts and filters by state, and can be used with the keyboard', async () => {
    const ann = await site.shop.register();
    const id = await order(ann);
    const { page, wrong } = await open();
    const waiting = page.getByRole('button', { name: 'WAITING' });
    await page.locator('#sagas tbody tr').first().waitFor();
    await tabTo(page, waiting);
    await page.keyboard.press('Space');
    const count = async () => Number(await page.locator('[data-count="WAITING"]').textContent());
    await until('there are as many rows as counted', async () => {
      const rows = page.locator('#sagas tbody tr');
      return (await rows.count()) === (await count()) && (await rows.locator('.WAITING').count()) === (await count());
    });
    expect(await waiting.getAttribute('aria-pressed')).to.equal('true');
    await tabTo(page, page.getByRole('link', { name: `Open saga ${id}` }));
    await page.keyboard.press('Enter');
    await state(page, 'WAITING');
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });
}
