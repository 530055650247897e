import { existsSync } from 'node:fs';
import { aptInstall } from '../support/apt.js';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';

/** Either works; chromium-headless-shell needs a third less CPU. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const program = () => PROGRAMS.find((path) => existsSync(path));

/** Whether Debian's Chromium is installed; as root, installs it. Prints the reason when not. */
export function chromiumIsThere(): boolean {
  if (program()) return true;
  aptInstall('chromium-headless-shell');
  if (program()) return true;
  console.log(`Browser tests left out: install ${PROGRAMS.join(' or ')}.`);
  return false;
}

/** A headless Chromium without background requests. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: program()!,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });

/** A page in a new browser context. `wrong` collects errors, such as blocked scripts and styles, and requests to other origins than `origin`. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: 'en-US', ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(`${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) wrong.push(`asked ${request.url()}`);
  });
  return { page, wrong };
}

/** Moves the focus to `target` with the Tab key. Throws when it cannot be reached. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 100; presses++) {
    await page.keyboard.press('Tab');
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`The Tab key does not reach ${String(target)}.`);
}

/** Whether a page is wider than its window. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > window.innerWidth');

/** The texts of a page whose contrast is below that of WCAG AA (4.5 to 1). */
export const faintTexts = (page: Page): Promise<string[]> => page.evaluate(FAINT);

const FAINT = `(() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('');
    if (text === '' || element.disabled || element.checkVisibility?.() === false) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(text.slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return faint;
})()`;
