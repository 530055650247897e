import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { ADDRESS, startShop, type Shop } from '../support/shop.js';
import { chromiumIsThere, openPage, startChromium } from './chromium.js';

if (chromiumIsThere())
  describe('the saga console in a browser', function () {
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

    it('lets an administrator in, shows a waiting saga and compensates it, preview first, with a reason', async () => {
      const ann = await shop.register();
      const { body } = await ann.call('POST', '/api/orders', {
        items: [{ productId: 'product-1', quantity: 1 }],
        shippingAddress: ADDRESS,
      });
      const { page, wrong } = await openPage(browser, new URL(shop.url).origin);
      await page.goto(`${shop.url}/console`);
      await page.getByLabel('Email').fill('admin@example.com');
      await page.getByLabel('Password').fill('admin-password');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('button', { name: `Open saga ${body['id']}` }).click();
      await page.locator('#state', { hasText: 'WAITING' }).waitFor();
      await page.locator('[data-step="reserve-stock"][data-status="done"]').waitFor();

      const compensate = page.getByRole('button', { name: 'Compensate…' });
      expect(await compensate.isDisabled(), 'possible without a reason').to.equal(true);
      await page.getByLabel('Reason').fill('the customer rang');
      await compensate.click();
      const preview = page.getByRole('group', { name: 'Preview' });
      expect(await preview.getByRole('listitem').allTextContents()).to.deep.equal([
        'reserve-stock: stock.release',
        'create-order: orders.cancel',
      ]);
      await page.getByRole('button', { name: 'Compensate now' }).click();
      await page.locator('#state', { hasText: 'COMPENSATED' }).waitFor();
      await page.locator('[data-step="reserve-stock"][data-status="undone"]').waitFor();
      expect(await page.locator('#audit').textContent()).to.contain('the customer rang');
      await shop.settled(ann, body['id'] as string, 'CANCELLED');

      await page.getByRole('button', { name: 'Audit now' }).click();
      await page.getByText('Nothing lost, nothing doubled.').waitFor();
      // the log-in page itself is answered with 401, which Chromium reports as an error
      expect(wrong.filter((line) => !line.endsWith('/console'))).to.deep.equal([]);
    });
  });
