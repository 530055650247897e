import { STEPS } from '@shop/testkit/sagas/steps';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openPage } from './chromium.js';
import type { TestSite } from './pages.e2e.spec.js';

export interface LogIn {
  readonly email: string;
  readonly password: string;
}

/** A page at this hash of the console, logged in, by default as an administrator; `wrong` as in openPage. */
export async function openConsole(
  site: TestSite,
  hash = '',
  options: BrowserContextOptions = {},
  { email, password }: LogIn = { email: 'admin@example.com', password: 'admin-password' },
): Promise<{ page: Page; wrong: string[] }> {
  const opened = await openPage(site.browser, site.origin, options);
  await opened.page.goto(`${site.shop.url}/console${hash}`);
  await opened.page.getByLabel('Email').fill(email);
  await opened.page.getByLabel('Password').fill(password);
  await opened.page.getByRole('button', { name: 'Log in' }).click();
  await opened.page.getByRole('heading', { name: 'Saga console' }).waitFor();
  return opened;
}

/** Without the errors of the log-in page, whose status 401 Chromium reports as an error. */
export const withoutLogIn = (wrong: string[]): string[] => wrong.filter((line) => !/\/console(#.*)?$/.test(line));

/** Waits for the saga's state on its page. */
export const state = (page: Page, wanted: string) => page.locator('#state', { hasText: wanted }).waitFor();
/** Waits for the status of a step in the saga's picture. */
export const stepIs = (page: Page, name: string, status: string) =>
  page.locator(`[data-step="${name}"][data-status="${status}"]`).waitFor();
/** Waits for the bar of the capture's failed attempts, which are one entry of the journal. */
export const failures = (page: Page, tries: string) =>
  page.locator(`[data-step="${STEPS.capture}"] rect.failed`, { hasText: tries }).waitFor({ state: 'attached' });

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** Waits for an error on the page. */
export const alert = (page: Page, text: string | RegExp) => page.getByRole('alert').filter({ hasText: text }).waitFor();
