import type { Browser } from 'playwright-core';
import { startShop, type Shop } from '../support/shop.js';
import { chromiumIsThere, startChromium } from './chromium.js';
import { healthSuite } from './console-health.suite.js';
import { looksSuite } from './console-looks.suite.js';
import { consoleSuite } from './console.suite.js';
import { eventsSuite } from './events.suite.js';
import { forgottenSuite } from './forgotten.suite.js';
import { interventionsSuite } from './interventions.suite.js';
import { moneySuite } from './money.suite.js';
import { onceSuite } from './once.suite.js';
import { operationsSuite } from './operations.suite.js';
import { pausesSuite } from './pauses.suite.js';
import { queuesSuite } from './queues.suite.js';
import { shopSuite } from './shop.suite.js';

/** The stack and the browser that all suites of pages share: starting them for each would take most of the time. */
export interface TestSite {
  shop: Shop;
  browser: Browser;
  /** The origin of the pages. */
  origin: string;
}

if (chromiumIsThere())
  describe('in a browser', function () {
    this.timeout(90_000);
    const site = {} as TestSite;

    before(async () => {
      // the pages must send a key wherever one is required
      [site.shop, site.browser] = await Promise.all([
        startShop({ env: { FAULT_INJECTION: 'on', IDEMPOTENCY_KEYS: 'required', WEBHOOKS_ALLOW_PRIVATE: 'on' } }),
        startChromium(),
      ]);
      site.origin = new URL(site.shop.url).origin;
    });
    afterEach(() => Promise.all(site.browser.contexts().map((context) => context.close())));
    after(async () => {
      await site.browser?.close();
      await site.shop?.stop();
    });

    describe('the shop', () => shopSuite(site));
    describe('the shop, with lost answers and long lists', () => onceSuite(site));
    describe('a forgotten password', () => forgottenSuite(site));
    describe('the saga console', () => consoleSuite(site));
    describe('the health and traces in the console', () => healthSuite(site));
    describe('the looks of the console', () => looksSuite(site));
    describe('the operations view of the console', () => operationsSuite(site));
    describe('pauses in the console', () => pausesSuite(site));
    describe('interventions in the console', () => interventionsSuite(site));
    describe('the events view of the console', () => eventsSuite(site));
    describe('the money view of the console', () => moneySuite(site));
    describe('the queue dashboard', () => queuesSuite(site));
  });
