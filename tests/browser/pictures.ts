// `npm run generate pictures`: starts a stack and takes the pictures of the READMEs from its pages.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { STEPS } from '@shop/testkit/sagas/steps';
import type { Page } from 'playwright-core';
import { startShop } from '../support/shop.js';
import { chromiumIsThere, openPage, startChromium } from './chromium.js';
import { openConsole } from './console-page.js';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const options = { viewport: { width: 1000, height: 640 }, colorScheme: 'light' } as const;

if (!chromiumIsThere()) process.exit(1);
mkdirSync(folder, { recursive: true });
const [shop, browser] = await Promise.all([startShop(), startChromium()]);
try {
  const origin = new URL(shop.url).origin;
  const { page } = await openPage(browser, origin, options);
  await page.goto(shop.url);
  await page.getByLabel('0002').check();
  await page.getByRole('button', { name: 'Place the order' }).click();
  await page.locator('#status', { hasText: 'CANCELLED' }).waitFor();
  await page.locator(`[data-step="${STEPS.create}"][data-state="undone"]`).waitFor();
  await take(page, 'shop');

  const opened = await openConsole({ shop, browser, origin }, '', options);
  await opened.page
    .getByRole('link', { name: /^Open saga/ })
    .first()
    .click();
  await opened.page.locator('#state', { hasText: 'COMPENSATED' }).waitFor();
  await opened.page.locator(`[data-undo="${STEPS.reserve}"]`).waitFor();
  await take(opened.page, 'console');
} finally {
  await browser.close();
  await shop.stop();
}

/** Takes a picture of the visible part of the page, scrolled to the top. */
async function take(page: Page, name: string): Promise<void> {
  await page.evaluate('window.scrollTo(0, 0)');
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
  console.log(`docs/images/${name}.png`);
}
