import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ADDRESS, CARD, newKey, type Person } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { faintTexts, openPage, scrollsSideways, tabTo } from './chromium.js';
import { withoutLogIn, openConsole, type LogIn } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';
import { placeOrder } from '../../saga-orchestrator/src/sagas/place-order.js';
import { labelOf, STEPS } from '../../saga-orchestrator/test/steps.js';

/** For each view, an element that exists once its data is loaded. */
const VIEWS: Readonly<Record<string, string>> = {
  Health: '#conservation .ok',
  Traces: '[data-trace]',
  Operations: '#pauses + p',
  Money: '#charges',
  Faults: '#armed + p',
};

/** For each chart, whether it has coloured pixels, that is more than its grey axes. */
const haveLines = (page: Page): Promise<boolean[]> =>
  page.evaluate(`[...document.querySelectorAll('.uplot canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 200 && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 60)
        return true;
    return false;
  })`);

/** Texts and labels with two consecutive English words, except what the API has in English only: codes, names, checks, errors. */
const ENGLISH = `[...document.querySelectorAll('body *')].flatMap((element) => {
  if (element.closest('code, pre, noscript, .detail, #breakers, .traces, #spans, [data-job], #audit, .failure, option[value*="."], title')) return [];
  const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim());
  const labels = ['aria-label', 'placeholder'].map((name) => element.getAttribute(name) ?? '');
  return [...own, ...labels].filter((text) => /[A-Za-z]{3,} +[A-Za-z]{2,}/.test(text));
})`;

/** The saga console as administrators use it. */
export function consoleSuite(site: TestSite): void {
  const open = (hash?: string, options?: BrowserContextOptions, who?: LogIn) => openConsole(site, hash, options, who);
  const order = async (person: Person, method?: string) => {
    const items = [{ productId: 'product-1', quantity: 1 }];
    const sent = { items, shippingAddress: ADDRESS, ...(method ? { paymentMethodId: method } : {}) };
    const { body } = await person.call('POST', '/api/orders', sent, newKey());
    return body['id'] as string;
  };
  const cardOf = async (person: Person, number = CARD.number): Promise<string> => {
    const cardDetails = { ...CARD, number };
    const { body } = await person.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails });
    return body['id'] as string;
  };
  const state = (page: Page, wanted: string) => page.locator('#state', { hasText: wanted }).waitFor();
  const stepIs = (page: Page, name: string, status: string) =>
    page.locator(`[data-step="${name}"][data-status="${status}"]`).waitFor();
  /** Waits for the bar of the capture's failed attempts, which are one entry of the journal. */
  const failures = (page: Page, tries: string) =>
    page.locator(`[data-step="${STEPS.capture}"] rect.failed`, { hasText: tries }).waitFor({ state: 'attached' });

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

  it('shows the health of the system: throughput, latency, states, queue, waits, money, breakers and the audit', async () => {
    const ann = await site.shop.register();
    const id = await order(ann, await cardOf(ann));
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
    await order(ann);
    const { page, wrong } = await open('#/health');
    await page.locator('.uplot canvas').nth(5).waitFor();
    const drawn = await Promise.all(
      (await page.getByRole('img').all()).map((chart) => chart.getAttribute('aria-label')),
    );
    expect(drawn).to.have.lengthOf(6);
    expect(drawn[0]).to.match(/^Sagas that ended, a minute: completed \d+/);
    expect(drawn[1]).to.match(/p50 \d.*p99 \d/);
    expect(drawn[2]).to.match(/WAITING [1-9]/);
    expect(drawn[3]).to.match(/delayed [1-9].*failed \d/);
    expect(drawn[4]).to.match(/waiting [\d.]+ (ms|s|min), overdue/);
    expect(drawn[5]).to.match(/(USD \$|none )\d/);
    expect(await page.locator('#breakers tr', { hasText: 'gateway → order-service' }).textContent()).to.include(
      'closed',
    );
    for (const id of ['failed-refunds', 'open-disputes', 'unknown-charges'])
      expect(await page.locator(`#${id} b`).textContent(), id).to.equal('0');
    expect(await page.locator('#intake li').allTextContents()).to.deep.equal([
      '0 orders that wait for their saga to be started',
      '0 payments that their saga has not been told of',
    ]);
    expect(await haveLines(page), 'charts without a line').to.deep.equal([true, true, true, true, true, true]);
    await page.getByRole('button', { name: 'Audit now' }).click();
    await page.getByText('Nothing lost, nothing doubled.').waitFor();
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  it('shows the trace of an order through every process', async () => {
    const ann = await site.shop.register();
    const id = await order(ann, await cardOf(ann));
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
    const { page, wrong } = await open(`#/sagas/${id}`);
    await page.locator('.traces').getByRole('link', { name: 'POST /api/orders' }).click();
    for (const process of ['gateway', 'order-service', 'saga-orchestrator', 'payment-service'])
      await page.locator(`#spans [data-process="${process}"]`).first().waitFor();
    await page.locator(`#spans [data-span="do ${STEPS.capture}"]`).waitFor();
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

  it('is in Korean in every view for a Korean browser, and can be switched to English', async () => {
    const ann = await site.shop.register();
    const id = await order(ann, await cardOf(ann, '4000000000000002'));
    await site.shop.awaitOutcome(ann, id, 'CANCELLED');
    const { page, wrong } = await openPage(site.browser, site.origin, { locale: 'ko-KR' });
    await page.goto(`${site.origin}/console#/sagas/${id}`);
    await page.getByRole('heading', { name: '로그인' }).waitFor();
    await page.getByLabel('이메일').fill('admin@example.com');
    await page.getByLabel('비밀번호').fill('admin-password');
    await page.getByRole('button', { name: '로그인' }).click();
    await page.locator('#situation', { hasText: '더 일어날 일은 없습니다.' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).to.equal('ko');
    const views = page.getByRole('navigation', { name: '화면' }).getByRole('link');
    const left: string[] = [...(await page.evaluate<string[]>(ENGLISH))];
    for (const view of await views.all()) {
      await view.click();
      await page.locator('main section').first().waitFor();
      await until('the data is loaded', async () => (await page.getByText('…').count()) === 0);
      left.push(...(await page.evaluate<string[]>(ENGLISH)));
    }
    expect(left).to.deep.equal([]);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Saga console' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Saga console' }).waitFor();
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has enough contrast in ${colorScheme} colours, and fits on a phone`, async () => {
      const ann = await site.shop.register();
      const id = await order(ann, await cardOf(ann, '4000000000000002'));
      await site.shop.awaitOutcome(ann, id, 'CANCELLED');
      const { page, wrong } = await open(`#/sagas/${id}`, { colorScheme, viewport: { width: 375, height: 700 } });
      await page.locator(`[data-undo="${STEPS.create}"]`).waitFor();
      expect(await faintTexts(page)).to.deep.equal([]);
      expect(await scrollsSideways(page), 'the saga scrolls sideways').to.equal(false);
      for (const view of Object.keys(VIEWS)) {
        await page.getByRole('link', { name: view, exact: true }).click();
        await page.locator(VIEWS[view]!).first().waitFor();
        expect(await faintTexts(page), view).to.deep.equal([]);
        expect(await scrollsSideways(page), `${view} scrolls sideways`).to.equal(false);
      }
      expect(withoutLogIn(wrong)).to.deep.equal([]);
    });
}
