import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { startShop, type Shop } from '../support/shop.js';
import { chromiumIsThere, openPage, startChromium } from './chromium.js';

if (chromiumIsThere())
  describe('the shop in a browser', function () {
    this.timeout(60_000);
    let shop: Shop;
    let browser: Browser;

    before(async () => {
      [shop, browser] = await Promise.all([startShop(), startChromium()]);
    });
    after(async () => {
      await browser?.close();
      await shop?.stop();
    });

    const asGuest = async () => {
      const opened = await openPage(browser, new URL(shop.url).origin);
      await opened.page.goto(shop.url);
      await opened.page.getByRole('button', { name: 'Continue as a guest' }).click();
      await opened.page.getByRole('button', { name: 'Log out' }).waitFor();
      return opened;
    };
    const buyWith = async (page: Page, card: string) => {
      await page.getByLabel(card).check();
      await page.getByRole('button', { name: 'Place the order' }).click();
    };
    const step = (page: Page, name: string, state: string) =>
      page.locator(`[data-step="${name}"][data-state="${state}"]`).waitFor({ timeout: 15_000 });
    const status = async (page: Page, wanted: string) => {
      await page.locator('#status', { hasText: wanted }).waitFor({ timeout: 15_000 });
    };

    it('lets a guest buy and shows the five steps done', async () => {
      const { page, wrong } = await asGuest();
      await buyWith(page, '4242');
      await status(page, 'CONFIRMED');
      for (const name of ['create', 'reserve', 'authorise', 'confirm', 'capture']) await step(page, name, 'done');
      expect(wrong).to.deep.equal([]);
    });

    it('shows how a declined card undoes what was done', async () => {
      const { page, wrong } = await asGuest();
      await buyWith(page, '0002');
      await status(page, 'CANCELLED');
      await step(page, 'authorise', 'failed');
      await step(page, 'reserve', 'undone');
      await step(page, 'create', 'undone');
      expect(await page.locator('[role=status]').textContent()).to.contain('the card was declined');
      expect(wrong).to.deep.equal([]);
    });

    it('holds the stock of an order to be paid later until the customer pays it', async () => {
      const { page, wrong } = await asGuest();
      await buyWith(page, 'Pay later');
      await step(page, 'authorise', 'waiting');
      await page.getByLabel('4242').check();
      await page.getByRole('button', { name: 'Pay now with the card picked' }).click();
      await step(page, 'capture', 'done');
      expect(wrong).to.deep.equal([]);
    });

    it('takes a confirmed order back when the customer cancels, from a phone', async () => {
      const { page, wrong } = await asGuest();
      await page.setViewportSize({ width: 375, height: 700 });
      await buyWith(page, '4242');
      await step(page, 'capture', 'done');
      await page.getByRole('button', { name: 'Cancel the order' }).click();
      await status(page, 'CANCELLED');
      await step(page, 'capture', 'undone');
      const tooWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
      expect(tooWide, 'scrolls sideways').to.equal(false);
      expect(wrong).to.deep.equal([]);
    });
  });
