import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';

const apt = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', timeout: 240_000 }).status === 0;

/** Whether there is Debian's Chromium, fetched once by root when there is none; says in one line why not. */
export function chromiumIsThere(): boolean {
  if (existsSync(PROGRAM)) return true;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && apt('update')) apt('install', '-y', '--no-install-recommends', 'chromium');
  if (existsSync(PROGRAM)) return true;
  console.log(
    `Browser tests left out: there is no ${PROGRAM}${isRoot ? ' and apt-get could not install it' : '; install chromium'}.`,
  );
  return false;
}

/** A headless Chromium that asks nobody for anything by itself. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: PROGRAM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });

/** A page of its own session that notes what should not be: errors, and requests to anyone but `origin`. */
export async function openPage(browser: Browser, origin: string): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
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
