import { cancelOrder } from '../../saga-orchestrator/src/sagas/cancel-order.js';
import { placeOrder } from '../../saga-orchestrator/src/sagas/place-order.js';
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { ADDRESS, CARD, newKey, type Person } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { withoutLogIn, openConsole } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';
import { labelOf, STEPS } from '../../saga-orchestrator/test/steps.js';

/** A card that is authorised and whose capture is refused definitely. */
const NEVER_CAPTURED = { ...CARD, number: '4000000000000036' };
const LONG_MS = 60_000;

/** The console's view for operators: force, restart, bulk operations, pauses, and sagas of other releases. */
export function operationsSuite(site: TestSite): void {
  let admin: Person;
  let ann: Person;
  before(async () => {
    [admin, ann] = await Promise.all([site.shop.admin(), site.shop.register()]);
  });

  const saga = async (id: string) => (await admin.call('GET', `/api/sagas/${id}`)).body;
  const isIn = (id: string, state: string) =>
    until(`${id} is ${state}`, async () => (await saga(id))['state'] === state, LONG_MS);
  const cardOf = async (cardDetails: object): Promise<string> =>
    (await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails })).body['id'];
  const order = async (paymentMethodId?: string): Promise<string> => {
    const items = [{ productId: 'product-2', quantity: 1 }];
    const card = paymentMethodId ? { paymentMethodId } : {};
    const sent = { items, shippingAddress: ADDRESS, ...card };
    return (await ann.call('POST', '/api/orders', sent, newKey())).body['id'];
  };
  /** Orders whose capture is refused definitely. */
  const stuckOrders = async (count: number): Promise<string[]> => {
    const card = await cardOf(NEVER_CAPTURED);
    const ids = await Promise.all(Array.from({ length: count }, () => order(card)));
    for (const id of ids) await isIn(id, 'NEEDS_ATTENTION');
    return ids;
  };
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const alert = (page: Page, text: string | RegExp) => page.getByRole('alert').filter({ hasText: text }).waitFor();
  const bulk = (page: Page) => page.getByRole('region', { name: 'In bulk' });
  const progress = (page: Page, text: string) => page.locator('#bulk', { hasText: text }).waitFor({ timeout: LONG_MS });

  it('counts what a bulk operation would change, runs it, and shows its progress, also after a reload', async () => {
    const began = new Date(Date.now() - 1_000).toISOString().slice(0, 19);
    const ids = await stuckOrders(3);
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

  it('pauses a participant, says so in every view, and resumes it', async () => {
    const card = await cardOf(CARD);
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
      const probe = await order(card);
      await until('it is paused or has ended', async () => {
        const now = await saga(probe);
        return now['waiting'] !== undefined || now['state'] === 'COMPLETED';
      });
      return (await saga(probe))['waiting']?.pause !== undefined;
    });
    const id = await order(card);
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

  it('forces the step of one saga, after a confirmation with its reason, and keeps it in the audit', async () => {
    const [id = ''] = await stuckOrders(1);
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
    expect((await saga(id))['audit']).to.deep.equal([]);
    // its capture was refused definitely, so this needs no confirmation
    await button(page, 'Force refused').click();
    await site.shop.awaitOutcome(ann, id, 'CANCELLED', LONG_MS);
    await page.locator('#audit', { hasText: `force ${STEPS.capture} as refused: captured by hand` }).waitFor();
    await page.getByRole('group', { name: 'Intervene' }).waitFor({ state: 'detached' });
  });

  it('offers only the undos of a saga that has begun to compensate', async () => {
    const id = await order();
    await site.shop.awaitOutcome(ann, id, 'AWAITING_PAYMENT');
    const fault = { at: 'order.release.before', do: 'error', times: 100, orderId: id };
    expect((await admin.call('POST', '/api/faults/order-service', fault)).status).to.equal(201);
    await ann.call('POST', `/api/orders/${id}/cancel`);
    await until(
      'the undo fails',
      async () => (await saga(id))['steps'].some((step: { undo?: object }) => step.undo && 'error' in step.undo),
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
