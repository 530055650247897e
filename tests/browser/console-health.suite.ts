import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { cardOf, order } from './console-orders.js';
import { openConsole, withoutLogIn } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';

/** For each chart, whether it has coloured pixels, that is more than its grey axes. */
const haveLines = (page: Page): Promise<boolean[]> =>
  page.evaluate(`[...document.querySelectorAll('.uplot canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 200 && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 60)
        return true;
    return false;
  })`);

/** The console's views of health and traces. */
export function healthSuite(site: TestSite): void {
  it('shows the health of the system: throughput, latency, states, queue, waits, money, breakers and the audit', async () => {
    const ann = await site.shop.register();
    const id = await order(ann, await cardOf(ann));
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
    await order(ann);
    const { page, wrong } = await openConsole(site, '#/health');
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
    const { page, wrong } = await openConsole(site, `#/sagas/${id}`);
    await page.locator('.traces').getByRole('link', { name: 'POST /api/orders' }).click();
    for (const process of ['gateway', 'order-service', 'saga-orchestrator', 'payment-service'])
      await page.locator(`#spans [data-process="${process}"]`).first().waitFor();
    await page.locator(`#spans [data-span="do ${STEPS.capture}"]`).waitFor();
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });
}
