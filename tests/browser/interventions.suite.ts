import { labelOf, STEPS } from '@shop/testkit/sagas/steps';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import type { Person } from '../support/shop.js';
import { LONG_MS, order, sagaOf, stuckOrders } from './console-orders.js';
import { alert, button, openConsole } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';

/** Force and restart on the console's page of one saga. */
export function interventionsSuite(site: TestSite): void {
  let admin: Person;
  let ann: Person;
  before(async () => {
    [admin, ann] = await Promise.all([site.shop.admin(), site.shop.register()]);
  });

  it('forces the step of one saga, after a confirmation with its reason, and keeps it in the audit', async () => {
    const [id = ''] = await stuckOrders(admin, ann, 1);
    const { page } = await openConsole(site, `#/sagas/${id}`);
    await page.getByLabel('Reason').fill('captured by hand');
    await page.getByLabel('Step or undo').selectOption(`step ${STEPS.capture}`);
    await page.getByLabel('Reply (JSON)').fill('{paymentId}');
    await button(page, 'Force done').click();
    await alert(page, 'The reply must be a JSON object');
    await page.getByLabel('Reply (JSON)').fill('');
    await page.getByLabel('Step or undo').selectOption(`step ${STEPS.reserve}`);
    await button(page, 'Force done').click();
    await alert(page, `the saga stands at ${STEPS.capture}`);
    await page.getByLabel('Step or undo').selectOption(`step ${STEPS.capture}`);
    await button(page, 'Force done').click();
    const confirm = page.getByRole('group', { name: 'Confirm' });
    await confirm.getByText(`Nobody has answered that ${STEPS.capture} is done.`).waitFor();
    await confirm.getByRole('button', { name: 'Leave it' }).click();
    await confirm.waitFor({ state: 'detached' });
    expect((await sagaOf(admin, id))['audit']).to.deep.equal([]);
    // its capture was refused definitely, so this needs no confirmation
    await button(page, 'Force refused').click();
    await site.shop.awaitOutcome(ann, id, 'CANCELLED', LONG_MS);
    await page.locator('#audit', { hasText: `force ${STEPS.capture} as refused: captured by hand` }).waitFor();
    await page.getByRole('group', { name: 'Intervene' }).waitFor({ state: 'detached' });
  });

  it('offers only the undos of a saga that has begun to compensate', async () => {
    const id = await order(ann, undefined, 'product-2');
    await site.shop.awaitOutcome(ann, id, 'AWAITING_PAYMENT');
    const fault = { at: 'order.release.before', do: 'error', times: 100, orderId: id };
    expect((await admin.call('POST', '/api/faults/order-service', fault)).status).to.equal(201);
    await ann.call('POST', `/api/orders/${id}/cancel`);
    await until(
      'the undo fails',
      async () =>
        (await sagaOf(admin, id))['steps'].some((step: { undo?: object }) => step.undo && 'error' in step.undo),
      LONG_MS,
    );
    const { page } = await openConsole(site, `#/sagas/${id}`);
    const choice = page.getByLabel('Step or undo');
    await page
      .getByRole('option', { name: `undo of ${STEPS.reserve} (${labelOf(STEPS.reserve).en})` })
      .waitFor({ state: 'attached' });
    const offered = await choice.getByRole('option').allTextContents();
    expect(offered.filter((text) => !/^(choose…|undo of )/.test(text))).to.deep.equal([]);
    await page.getByLabel('Reason').fill('the warehouse is back');
    await choice.selectOption(`undo ${STEPS.reserve}`);
    expect(await page.getByLabel('Reply (JSON)').count(), 'an undo has no reply').to.equal(0);
    await button(page, 'Restart').click();
    await page.locator('#audit', { hasText: `restart undo of ${STEPS.reserve}: the warehouse is back` }).waitFor();
    await admin.call('DELETE', '/api/faults');
    await page.locator('#state', { hasText: 'COMPENSATED' }).waitFor();
    await site.shop.awaitOutcome(ann, id, 'CANCELLED');
  });
}
