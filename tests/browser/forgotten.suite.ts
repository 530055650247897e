import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { openPage } from './chromium.js';
import type { TestSite } from './pages.e2e.spec.js';

/** A password of the maximum length in characters, each of two UTF-16 units. */
const NEW = '🔑'.repeat(128);
const LANGUAGES = [
  {
    locale: 'en-US',
    forgotten: 'Forgot your password?',
    email: 'Email',
    send: 'Send me a link',
    sent: 'If there is an account with this address',
    subject: 'Set a new password',
    password: 'New password',
    set: 'Set a new password',
    isSet: 'Your new password is set',
    over: 'This link was used already, or is older than an hour. Ask for a new one.',
    account: 'Register or log in',
    current: 'Password',
    logIn: 'Log in',
    logOut: 'Log out',
  },
  {
    locale: 'ko-KR',
    forgotten: '비밀번호를 잊으셨나요?',
    email: '이메일',
    send: '링크 보내기',
    sent: '이 주소의 계정이 있다면',
    subject: '새 비밀번호 설정',
    password: '새 비밀번호',
    set: '새 비밀번호 설정',
    isSet: '새 비밀번호가 설정되었습니다',
    over: '이미 사용했거나 한 시간이 지난 링크입니다. 새 링크를 요청하세요.',
    account: '회원 가입 또는 로그인',
    current: '비밀번호',
    logIn: '로그인',
    logOut: '로그아웃',
  },
] as const;
type Texts = (typeof LANGUAGES)[number];

/** How a customer sets a new password: page, mail, link. */
export function forgottenSuite(site: TestSite): void {
  const open = async (url: string, { locale }: Texts) => {
    const opened = await openPage(site.browser, new URL(url).origin, { locale });
    await opened.page.goto(url);
    await opened.page.locator('[data-product="product-1"]').waitFor();
    return opened;
  };
  const shopPage = (texts: Texts) => open(site.shop.url, texts);
  const ask = async (page: Page, email: string, texts: Texts) => {
    await page.getByText(texts.forgotten).click();
    const form = page.locator('#forgotten');
    await form.getByLabel(texts.email).fill(email);
    await form.getByRole('button', { name: texts.send }).click();
    await page.locator('#notice', { hasText: texts.sent }).waitFor();
  };
  const logIn = async (page: Page, email: string, password: string, texts: Texts) => {
    await page.getByText(texts.account).click();
    const form = page.locator('form', { has: page.getByRole('button', { name: texts.logIn }) });
    await form.getByLabel(texts.email).fill(email);
    await form.getByLabel(texts.current, { exact: true }).fill(password);
    await form.getByRole('button', { name: texts.logIn }).click();
    await page.getByRole('button', { name: texts.logOut }).waitFor();
  };
  /** The link in the newest mail to this address, which an administrator sees at /mail. */
  const mailed = async (email: string, subject: string): Promise<string> => {
    const { page } = await openPage(site.browser, site.origin);
    await page.goto(`${site.origin}/mail`);
    await page.getByLabel('Email').fill('admin@example.com');
    await page.getByLabel('Password').fill('admin-password');
    await page.getByRole('button', { name: 'Log in' }).click();
    const entry = page.locator('li', { hasText: email }).first();
    await page.getByRole('heading', { name: 'Mails' }).waitFor();
    for (const deadline = Date.now() + 60_000; (await entry.count()) === 0 && Date.now() < deadline;)
      await page.reload();
    await entry.getByRole('link', { name: subject }).click();
    const link = await page.locator('pre a[href*="token="]').getAttribute('href');
    await page.context().close();
    return link!;
  };
  const setPassword = async (page: Page, password: string, texts: Texts) => {
    const form = page.locator('#new-password');
    await form.getByLabel(texts.password).fill(password);
    await form.getByRole('button', { name: texts.set }).click();
  };
  const isOver = async (link: string, texts: Texts) => {
    const { page } = await open(link, texts);
    await setPassword(page, 'yet another password', texts);
    await page.getByRole('alert').filter({ hasText: texts.over }).waitFor();
    expect(await page.locator('#new-password').count()).to.equal(0);
  };

  for (const texts of LANGUAGES) {
    it(`is replaced by the link of a mail, once, and every session ends (${texts.locale})`, async () => {
      const ann = await site.shop.register();
      await ann.call('PATCH', '/api/users/me', { language: texts.locale.slice(0, 2) });
      const old = await shopPage(texts);
      await logIn(old.page, ann.email, 'password123', texts);
      const { page } = await shopPage(texts);
      await ask(page, ann.email, texts);
      const link = await mailed(ann.email, texts.subject);

      const { page: reset, wrong } = await open(link, texts);
      expect(reset.url()).to.not.include('token');
      await setPassword(reset, NEW, texts);
      await reset.locator('#notice', { hasText: texts.isSet }).waitFor();
      // the gateway checks a session again only after some seconds
      const status = () => old.page.evaluate<number>(`fetch('/api/users/me').then(({ status }) => status)`);
      await until('the old session has ended', async () => (await status()) === 401, 60_000);
      await logIn(reset, ann.email, NEW, texts);
      expect(wrong).to.deep.equal([]);
      await isOver(link, texts);
    });

    it(`is not replaced by an expired link (${texts.locale})`, async () => {
      const ann = await site.shop.register();
      const { page } = await shopPage(texts);
      await ask(page, ann.email, texts);
      const link = await mailed(ann.email, 'Set a new password');
      const users = await connectMongo(site.shop.database('users'), { logger: silentLogger() });
      await users
        .collection('password_resets')
        .updateMany({ userId: ann.id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
      await users.close();
      await isOver(link, texts);
    });
  }

  it('has a form that counts characters, not UTF-16 units: a name of 100 emoji', async () => {
    const texts = LANGUAGES[0];
    const { page } = await shopPage(texts);
    await page.getByText(texts.account).click();
    const name = page.getByLabel('Name');
    await name.pressSequentially('🦊'.repeat(101));
    expect([...(await name.inputValue())]).to.have.length(100);
  });
}
