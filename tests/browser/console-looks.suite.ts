import { STEPS } from '@shop/testkit/sagas/steps';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { faintTexts, openPage, scrollsSideways } from './chromium.js';
import { cardOf, order } from './console-orders.js';
import { openConsole, withoutLogIn } from './console-page.js';
import type { TestSite } from './pages.e2e.spec.js';

/** For each view, an element that exists once its data is loaded. */
const VIEWS: Readonly<Record<string, string>> = {
  Health: '#conservation .ok',
  Traces: '[data-trace]',
  Operations: '#pauses + p',
  Money: '#charges',
  Faults: '#armed + p',
};

/** Texts and labels with two consecutive English words, except what the API has in English only: codes, names, checks, errors. */
const ENGLISH = `[...document.querySelectorAll('body *')].flatMap((element) => {
  if (element.closest('code, pre, noscript, .detail, #breakers, .traces, #spans, [data-job], #audit, .failure, option[value*="."], title')) return [];
  const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim());
  const labels = ['aria-label', 'placeholder'].map((name) => element.getAttribute(name) ?? '');
  return [...own, ...labels].filter((text) => /[A-Za-z]{3,} +[A-Za-z]{2,}/.test(text));
})`;

/** The console's languages, colours and widths. */
export function looksSuite(site: TestSite): void {
  it('is in Korean in every view for a Korean browser, and can be switched to English', async () => {
    const ann = await site.shop.register();
    const id = await order(ann, await cardOf(ann, '4000000000000002'));
    await site.shop.awaitOutcome(ann, id, 'CANCELLED');
    const { page, wrong } = await openPage(site.browser, site.origin, { locale: 'ko-KR' });
    await page.goto(`${site.origin}/console#/sagas/${id}`);
    await page.getByRole('heading', { name: '로그인' }).waitFor();
    expect(await page.title()).to.equal('로그인');
    await page.getByLabel('이메일').fill('admin@example.com');
    await page.getByLabel('비밀번호').fill('admin-password');
    await page.getByRole('button', { name: '로그인' }).click();
    await page.locator('#situation', { hasText: '더 일어날 일은 없습니다.' }).waitFor();
    expect([await page.evaluate('document.documentElement.lang'), await page.title()]).to.deep.equal([
      'ko',
      '사가 콘솔',
    ]);
    const views = page.getByRole('navigation', { name: '화면' }).getByRole('link');
    const left: string[] = [...(await page.evaluate<string[]>(ENGLISH))];
    for (const view of await views.all()) {
      await view.click();
      await page.locator('main section').first().waitFor();
      await until('the data is loaded', async () => (await page.getByText('…').count()) === 0);
      left.push(...(await page.evaluate<string[]>(ENGLISH)));
    }
    expect(left).to.deep.equal([]);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Saga console' }).waitFor();
    expect(await page.title()).to.equal('Saga console');
    await page.reload();
    await page.getByRole('heading', { name: 'Saga console' }).waitFor();
    expect(withoutLogIn(wrong)).to.deep.equal([]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has enough contrast in ${colorScheme} colours, and fits on a phone`, async () => {
      const ann = await site.shop.register();
      const id = await order(ann, await cardOf(ann, '4000000000000002'));
      await site.shop.awaitOutcome(ann, id, 'CANCELLED');
      const { page, wrong } = await openConsole(site, `#/sagas/${id}`, {
        colorScheme,
        viewport: { width: 375, height: 700 },
      });
      await page.locator(`[data-undo="${STEPS.create}"]`).waitFor();
      expect(await faintTexts(page)).to.deep.equal([]);
      expect(await scrollsSideways(page), 'the saga scrolls sideways').to.equal(false);
      for (const view of Object.keys(VIEWS)) {
        await page.getByRole('link', { name: view, exact: true }).click();
        await page.locator(VIEWS[view]!).first().waitFor();
        expect(await faintTexts(page), view).to.deep.equal([]);
        expect(await scrollsSideways(page), `${view} scrolls sideways`).to.equal(false);
      }
      expect(withoutLogIn(wrong)).to.deep.equal([]);
    });
}
