import { randomUUID } from 'node:crypto';
import { CANCEL_STEPS, STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import type { BrowserContextOptions, Page, Route } from 'playwright-core';
import { faintTexts, openPage, scrollsSideways, tabTo } from './chromium.js';
import { placeOrder } from '../../saga-orchestrator/dist/sagas/place-order.js';
import type { TestSite } from './pages.e2e.spec.js';

/** The shop as customers use it. */
export function shopSuite(site: TestSite): void {
  const open = async (options: BrowserContextOptions = {}) => {
    const opened = await openPage(site.browser, site.origin, options);
    await opened.page.goto(site.shop.url);
    await opened.page.locator('[data-product="product-1"]').waitFor();
    return opened;
  };
  const buyWith = async (page: Page, card: string) => {
    await page.getByLabel(card).check();
    await page.getByRole('button', { name: 'Place the order' }).click();
  };
  const step = (page: Page, name: string, state: string) =>
    page.locator(`[data-step="${name}"][data-state="${state}"]`).waitFor();
  /** The steps of an order that is paid at once, by name, with the expected state of each. */
  const planned = async (page: Page): Promise<[name: string, state: string][]> => {
    const answer = await page.request.get(`${site.origin}/api/order-steps`);
    const { steps } = (await answer.json()) as { steps: { name: string }[] };
    // a card that needs no confirmation skips every optional step
    const leftOut = placeOrder.steps.filter((each) => 'unless' in each).map(({ name }) => name);
    return steps.map(({ name }) => [name, leftOut.includes(name) ? 'skipped' : 'done']);
  };
  const status = (page: Page, wanted: string) => page.locator('#status', { hasText: wanted }).waitFor();
  const available = async (page: Page) =>
    Number(await page.locator('[data-product="product-1"] [data-available]').getAttribute('data-available'));

  it('explains sagas, lets a guest buy, and shows every step as done', async () => {
    const { page, wrong } = await open();
    expect(await page.locator('#order').textContent()).to.match(/step by step.*undone.*saga/);
    const plan = await planned(page);
    for (const [name] of plan) await step(page, name, 'plan');
    await page.getByRole('button', { name: 'Continue as a guest' }).click();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    await buyWith(page, '4242');
    await status(page, 'CONFIRMED');
    for (const [name, state] of plan) await step(page, name, state);
    expect(await page.locator('[data-step]').count()).to.equal(plan.length);
    expect(wrong).to.deep.equal([]);
  });

  it('shows how a declined card undoes the earlier steps', async () => {
    const { page, wrong } = await open();
    await buyWith(page, '0002');
    await status(page, 'CANCELLED');
    await step(page, STEPS.authorize, 'failed');
    await step(page, STEPS.reserve, 'undone');
    await step(page, STEPS.create, 'undone');
    expect(await page.locator('[role=status]').textContent()).to.contain('the card was declined');
    expect(wrong).to.deep.equal([]);
  });

  it('holds the stock of an order until the customer pays it later', async () => {
    const { page, wrong } = await open();
    const before = await available(page);
    await buyWith(page, 'Pay later');
    await step(page, STEPS.pay, 'waiting');
    await page.locator('[data-product="product-1"]', { hasText: '1 held' }).waitFor();
    expect(await available(page)).to.equal(before - 1);
    await page.getByRole('button', { name: 'Pay now' }).click();
    await step(page, STEPS.capture, 'done');
    expect(wrong).to.deep.equal([]);
  });

  it('sends a customer to the bank’s page when the bank asks, and continues when they return', async () => {
    // the bank redirects to SHOP_URL, whose host is localhost; the session's cookie is of that host
    const origin = site.origin.replace('127.0.0.1', 'localhost');
    const { page, wrong } = await openPage(site.browser, origin);
    await page.goto(origin);
    await buyWith(page, '3155');
    await step(page, STEPS.answer, 'waiting');
    await page.locator('[role=status]', { hasText: 'Your bank asks you to confirm' }).waitFor();
    await page.getByRole('link', { name: 'Confirm at your bank' }).click();
    await page.getByRole('heading', { name: 'Confirm this payment' }).waitFor();
    await page.locator('#leave').click();
    await page.getByRole('link', { name: 'Confirm at your bank' }).click();
    await page.locator('#approve').click();
    await status(page, 'CONFIRMED');
    for (const name of [STEPS.answer, STEPS.complete, STEPS.capture]) await step(page, name, 'done');
    expect(new URL(page.url()).search).to.equal('');
    expect(wrong.filter((each) => !/^asked http:\/\/localhost:\d+\/actions\//.test(each))).to.deep.equal([]);
  });

  it('undoes a confirmed order when the customer cancels, from a phone', async () => {
    const { page, wrong } = await open({ viewport: { width: 375, height: 700 }, hasTouch: true });
    await buyWith(page, '4242');
    await step(page, STEPS.capture, 'done');
    await page.getByRole('button', { name: 'Cancel the order' }).tap();
    await status(page, 'CANCELLED');
    for (const name of Object.values(CANCEL_STEPS)) await step(page, name, 'done');
    await step(page, STEPS.capture, 'done');
    await page.getByRole('heading', { name: 'Cancel the order' }).waitFor();
    expect(await scrollsSideways(page), 'scrolls sideways').to.equal(false);
    expect(wrong).to.deep.equal([]);
  });

  it('fits on the narrowest phones in a currency with long amounts, as the page of the API does', async () => {
    const { page, wrong } = await openPage(site.browser, site.origin, { viewport: { width: 360, height: 700 } });
    await page.route('**/api/products?*', async (route) => {
      const response = await route.fetch();
      const { items, ...rest } = (await response.json()) as { items: object[] };
      const stock = { available: 6584, reserved: 100, sold: 1 };
      const json = { ...rest, items: items.map((item) => ({ ...item, price: 12.345, currency: 'KWD', stock })) };
      await route.fulfill({ response, json });
    });
    await page.goto(site.shop.url);
    await page.getByText('100 held').first().waitFor();
    expect(await scrollsSideways(page), 'the shop').to.equal(false);
    await page.goto(`${site.shop.url}/docs`);
    await page.getByText('payment.refund_failed').first().waitFor();
    await page.getByText('/api/payments/{id}/refund', { exact: true }).first().waitFor();
    expect(await scrollsSideways(page), 'the page of the API').to.equal(false);
    expect(wrong).to.deep.equal([]);
  });

  it('breaks long names of products and customers, on a phone and beside the order', async () => {
    const long = 'W'.repeat(100);
    for (const width of [375, 1200]) {
      const { page, wrong } = await openPage(site.browser, site.origin, { viewport: { width, height: 700 } });
      await page.route('**/api/products?*', async (route) => {
        const response = await route.fetch();
        const { items, ...rest } = (await response.json()) as { items: object[] };
        await route.fulfill({ response, json: { ...rest, items: items.map((item) => ({ ...item, name: long })) } });
      });
      await page.goto(site.shop.url);
      await page.getByText('Register or log in').click();
      await page.locator('input[name=name]').fill(long);
      await page.locator('input[name=email]').first().fill(`${randomUUID()}@example.com`);
      await page.locator('input[name=password]').fill('password123');
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByRole('button', { name: 'Log out' }).waitFor();
      expect(await scrollsSideways(page), `scrolls sideways at ${width}`).to.equal(false);
      const shelf = (await page.locator('form table').boundingBox())!;
      const card = (await page.locator('section', { has: page.locator('table') }).boundingBox())!;
      expect(shelf.x + shelf.width, `the products stay in their card at ${width}`).to.be.at.most(card.x + card.width);
      expect(wrong).to.deep.equal([]);
    }
  });

  it('says in Korean what went wrong, and also to whom logs in to the console', async () => {
    const { page } = await openPage(site.browser, site.origin, { locale: 'ko-KR' });
    await page.goto(site.shop.url);
    await page.getByText('회원 가입 또는 로그인').click();
    await page.locator('input[name=email]').first().fill(`${randomUUID()}@example.com`);
    await page.locator('input[name=password]').fill('password123');
    await page.getByRole('button', { name: '로그인', exact: true }).click();
    await page.getByRole('alert').getByText('이메일 또는 비밀번호가 맞지 않습니다.').waitFor();
    await page.route('**/api/sessions', (route) => route.abort());
    await page.getByRole('button', { name: '로그인', exact: true }).click();
    await page.getByRole('alert').getByText('상점에 연결할 수 없습니다.').waitFor();
    await page.unroute('**/api/sessions');
    await page.goto(`${site.shop.url}/console`);
    await page.locator('input[name=email]').fill(`${randomUUID()}@example.com`);
    await page.locator('input[name=password]').fill('password123');
    await page.keyboard.press('Enter');
    await page.getByText('이메일 또는 비밀번호가 맞지 않습니다.').waitFor();
  });

  it('shows the order and the last known steps while no orchestrator answers', async () => {
    const { page } = await open();
    const away = (route: Route) =>
      route.fulfill({ status: 503, json: { code: 'SERVICE_UNAVAILABLE', detail: 'Try again shortly.' } });
    await page.route('**/api/orders/*/steps', away);
    await buyWith(page, 'Pay later');
    await status(page, 'AWAITING_PAYMENT');
    expect(await page.locator('[data-step]').count()).to.equal(0);
    await page.unroute('**/api/orders/*/steps', away);
    await step(page, STEPS.pay, 'waiting');
    await page.route('**/api/orders/*/steps', away);
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await status(page, 'CANCELLED');
    expect(await page.locator('[role=status]').textContent()).to.contain('you cancelled it');
    expect(await page.locator('[data-step]').count()).to.equal((await planned(page)).length);
    expect(await page.getByRole('alert').textContent()).to.equal('');
    await page.unroute('**/api/orders/*/steps', away);
    await step(page, STEPS.create, 'undone');
    await step(page, STEPS.authorize, 'never');
  });

  it('can be used with the keyboard: registering, choosing, ordering, cancelling', async () => {
    const { page, wrong } = await open();
    const { keyboard } = page;
    await tabTo(page, page.getByText('Register or log in'));
    await keyboard.press('Enter');
    for (const text of ['Ann', `${randomUUID()}@example.com`, 'correct-horse']) {
      await keyboard.press('Tab');
      await keyboard.type(text);
    }
    await keyboard.press('Enter');
    await page.getByText('Ann', { exact: false }).first().waitFor();
    const many = page.getByLabel('How many of Notebook');
    await tabTo(page, many);
    await keyboard.press('ArrowUp');
    expect(await many.inputValue()).to.equal('2');
    await tabTo(page, page.getByLabel('4242'));
    const later = page.getByLabel('Pay later');
    for (let down = 0; down < 20 && !(await later.isChecked()); down++) await keyboard.press('ArrowDown');
    await tabTo(page, page.getByRole('button', { name: 'Place the order' }));
    await keyboard.press('Enter');
    await step(page, STEPS.pay, 'waiting');
    await tabTo(page, page.getByRole('button', { name: 'Cancel the order' }));
    await keyboard.press('Enter');
    await status(page, 'CANCELLED');
    expect(wrong).to.deep.equal([]);
  });

  it('is in Korean for a Korean browser, and can be switched to English', async () => {
    const { page, wrong } = await open({ locale: 'ko-KR' });
    expect([await page.locator('html').getAttribute('lang'), await page.title()]).to.deep.equal(['ko', '상점']);
    await page.getByRole('button', { name: '손님으로 주문하기' }).click();
    await step(page, STEPS.capture, 'done');
    await page.getByText('주문이 확정되고 결제되었습니다').waitFor();
    await page.getByText('완료: 재고를 잡아 둠').waitFor();
    await page.locator('#status', { hasText: '확정' }).waitFor();
    await page.getByRole('banner').getByText('손님').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Products' }).waitFor();
    expect(wrong).to.deep.equal([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has enough contrast in ${colorScheme} colours`, async () => {
      const { page, wrong } = await open({ colorScheme });
      await buyWith(page, '0002');
      await step(page, STEPS.create, 'undone');
      expect(await faintTexts(page)).to.deep.equal([]);
      expect(wrong).to.deep.equal([]);
    });
}
