import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import type { Page, Route } from 'playwright-core';
import { auditIsClean, type Person } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { openPage, tabTo } from './chromium.js';
import type { TestSite } from './pages.e2e.spec.js';

/** One press places one order, whatever is lost; and lists can be shown completely. */
export function onceSuite(site: TestSite): void {
  let admin: Person;
  before(async () => {
    admin = await site.shop.admin();
  });
  const open = async (locale = 'en-US') => {
    const { page } = await openPage(site.browser, site.origin, { locale });
    await page.goto(site.shop.url);
    await page.locator('[data-product="product-1"]').waitFor();
    return page;
  };
  const press = (page: Page) => page.getByRole('button', { name: 'Place the order' }).click();
  /** Drops the answers to the next calls: these are carried out, but the page gets a connection error. */
  const lose = async (page: Page, path: string, times = 1) => {
    let lost = 0;
    const handler = async (route: Route) => {
      if (route.request().method() !== 'POST' || lost >= times) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    };
    await page.route(path, handler);
    return () => lost;
  };
  const failed = (page: Page) => page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  const confirmed = (page: Page) => page.locator('#status', { hasText: 'CONFIRMED' }).waitFor();
  /** The numbers of orders, payments and cards of the page's user. */
  const counts = (page: Page): Promise<number[]> =>
    page.evaluate(`Promise.all(['orders', 'payments', 'payment-methods'].map(async (list) =>
      (await (await fetch('/api/' + list + '?limit=100')).json()).items.length))`);

  it('orders once when the answer is lost and the button is pressed again', async () => {
    const page = await open();
    const lost = await lose(page, '**/api/orders', 2);
    for (const _ of [1, 2]) {
      await press(page);
      await failed(page);
    }
    await press(page);
    await confirmed(page);
    expect([lost(), await counts(page)]).to.deep.equal([2, [1, 1, 1]]);
    await press(page);
    await until('the next press is another order', async () => (await counts(page))[0] === 2);
  });

  it('orders once when the answer to the card is lost', async () => {
    const page = await open();
    await lose(page, '**/api/payment-methods');
    await press(page);
    await failed(page);
    await press(page);
    await confirmed(page);
    expect(await counts(page)).to.deep.equal([1, 1, 1]);
  });

  it('orders once when the answer is lost and the page is reloaded, which keeps the basket', async () => {
    const page = await open();
    await page.getByLabel('How many of Notebook').fill('3');
    await page.getByLabel('0119').check();
    await lose(page, '**/api/orders');
    await press(page);
    await failed(page);
    await page.reload();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    expect(await page.getByLabel('How many of Notebook').inputValue()).to.equal('3');
    expect(await page.getByLabel('0119').isChecked()).to.equal(true);
    await press(page);
    await confirmed(page);
    expect(await counts(page)).to.deep.equal([1, 1, 1]);
  });

  it('orders once when the first press fails offline and the button is then double-clicked', async () => {
    const page = await open();
    await page.context().setOffline(true);
    await press(page);
    await failed(page);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Place the order' }).dblclick();
    await confirmed(page);
    expect((await counts(page)).slice(0, 2)).to.deep.equal([1, 1]);
  });

  it('orders once when the answer is lost and the session cannot be checked for a while', async () => {
    const page = await open();
    await lose(page, '**/api/orders');
    await press(page);
    await failed(page);
    const away = (route: Route) =>
      route.fulfill({ status: 503, json: { code: 'SERVICE_UNAVAILABLE', detail: 'Try again shortly.' } });
    await page.route('**/api/users/me', away);
    await page.reload();
    await page.locator('[data-product="product-1"]').waitFor();
    await press(page);
    await page.getByRole('alert').filter({ hasText: 'Try again shortly.' }).waitFor();
    await page.unroute('**/api/users/me', away);
    await press(page);
    await confirmed(page);
    expect(await counts(page)).to.deep.equal([1, 1, 1]);
  });

  it('orders for the user that it shows: a tab follows log-ins and log-outs in other tabs', async () => {
    const page = await open();
    const guest = (at: Page) => at.getByRole('button', { name: 'Continue as a guest' });
    const leaves = (at: Page) => at.getByRole('button', { name: 'Log out' });
    await press(page);
    await confirmed(page);
    const other = await page.context().newPage();
    await other.goto(site.shop.url);
    await leaves(other).click();
    await guest(page).waitFor();
    expect(await page.locator('#status, #orders li').count()).to.equal(0);
    await guest(other).click();
    await leaves(page).waitFor();
    expect(await counts(page)).to.deep.equal([0, 0, 0]);
  });

  it('says that the session has ended, and lets the user log in again', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Continue as a guest' }).click();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    await page.context().clearCookies();
    await press(page);
    await page.getByRole('alert').filter({ hasText: 'Your session has ended. Log in again' }).waitFor();
    await page.getByRole('button', { name: 'Continue as a guest' }).waitFor();
    await press(page);
    await confirmed(page);
  });

  it('places another order when the basket has changed, although the answer before was lost', async () => {
    const page = await open();
    await lose(page, '**/api/orders');
    await press(page);
    await failed(page);
    await page.getByLabel('How many of Notebook').fill('2');
    await press(page);
    await confirmed(page);
    expect((await counts(page))[0]).to.equal(2);
  });

  it('pays once when the answer to the payment is lost and paying is pressed again', async () => {
    const page = await open();
    await page.getByLabel('Pay later').check();
    await press(page);
    await page.locator(`[data-step="${STEPS.pay}"][data-state="waiting"]`).waitFor();
    const keys: (string | undefined)[] = [];
    await page.route('**/api/payments', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      // the first request does not reach the gateway
      return keys.length === 1 ? route.abort('connectionreset') : route.continue();
    });
    const pay = page.getByRole('button', { name: 'Pay now' });
    await pay.click();
    await failed(page);
    await pay.click();
    await confirmed(page);
    expect(keys).to.have.length(2);
    expect(keys[0]).to.be.a('string').and.equal(keys[1]);
    expect((await counts(page)).slice(0, 2)).to.deep.equal([1, 1]);
    // the order can be confirmed before the payment is answered
    await until('nothing is stored', async () => (await page.evaluate('JSON.stringify(sessionStorage)')) === '{}');
  });

  it('stores only the last digits of a card while it waits for an answer', async () => {
    const page = await open();
    await lose(page, '**/api/payment-methods');
    await press(page);
    await failed(page);
    const stored = String(await page.evaluate('JSON.stringify(sessionStorage)'));
    expect(stored).to.include('purchase');
    // without keys: 32 hexadecimal digits can contain twelve decimal ones by chance
    expect(stored.replaceAll(/[0-9a-f]{32}/g, '')).not.to.match(/\d{12}/);
  });

  it('shows all of 39 products, with the keyboard, in both languages', async () => {
    const { body } = await admin.call('GET', '/api/products?limit=100');
    for (let n = body['items'].length; n < 39; n++) {
      const id = `shelf-${String(n).padStart(2, '0')}`;
      const made = await admin.call('POST', '/api/products', { id, name: `Thing ${n}`, price: 1, currency: 'USD' });
      expect(made.status).to.equal(201);
    }
    for (const [locale, name] of [
      ['en-US', 'Show more products'],
      ['ko-KR', '상품 더 보기'],
    ] as const) {
      const page = await open(locale);
      expect(await page.locator('.product').count()).to.equal(20);
      await tabTo(page, page.getByRole('button', { name }));
      await page.keyboard.press('Enter');
      await until('all are there', async () => (await page.locator('.product').count()) === 39);
      expect(await page.getByRole('button', { name }).count()).to.equal(0);
      const focused = page.locator('.product').nth(20).locator('input');
      await until('the focus is on the first of them', async () => focused.and(page.locator(':focus')).count());
    }
  });

  it('shows every order of a customer, and the audit is clean', async () => {
    const page = await open();
    await page.getByLabel('Pay later').check();
    for (let n = 1; n <= 6; n++) {
      await press(page);
      await until(`order ${n} is listed`, async () => (await page.locator('#orders li').count()) === Math.min(n, 5));
      await until(`order ${n} is there`, async () => (await counts(page))[0] === n);
    }
    await page.getByRole('button', { name: 'Show older orders' }).click();
    await until('all are listed', async () => (await page.locator('#orders li').count()) === 6);
    await auditIsClean(admin);
  });
}
