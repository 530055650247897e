import { expect } from 'chai';
import { sharedShop } from '../support/shared-shop.js';
import type { Person, Shop } from '../support/shop.js';
import { until } from '../support/until.js';

describe('a browser’s session, through the gateway', () => {
  let shop: Shop;
  let admin: Person;
  before(async () => {
    shop = await sharedShop();
    admin = await shop.admin();
  });

  /** A cookie of a fresh account's session. */
  async function session(): Promise<{ id: string; token: string; cookie: string }> {
    const { id, email, token } = await shop.register();
    const { status, headers } = await shop.call('POST', '/api/sessions', { email, password: 'password123' });
    expect(status).to.equal(201);
    return { id, token, cookie: headers.getSetCookie()[0]!.split(';')[0]! };
  }
  const orders = async (cookie: string) => (await shop.call('GET', '/api/orders', undefined, { cookie })).status;

  it('is over at once when it logs out, also for who kept the cookie', async () => {
    const { cookie } = await session();
    expect(await orders(cookie)).to.equal(200);
    expect((await shop.call('DELETE', '/api/sessions', undefined, { cookie })).status).to.equal(204);
    expect(await orders(cookie)).to.equal(401);
  });

  // user-service is asked again after five seconds: waited for once, for all three
  it('is over soon after its account was disabled or got a new password, and has the role that its account has now', async () => {
    const [disabled, renewed, promoted] = await Promise.all([session(), session(), session()]);
    for (const { cookie } of [disabled, renewed, promoted]) expect(await orders(cookie)).to.equal(200);
    const users = async () => (await shop.call('GET', '/api/users', undefined, { cookie: promoted.cookie })).status;
    expect(await users()).to.equal(403);

    expect((await admin.call('PATCH', `/api/users/${disabled.id}`, { disabled: true })).status).to.equal(200);
    const change = { currentPassword: 'password123', newPassword: 'password456' };
    const authorization = `Bearer ${renewed.token}`;
    expect((await shop.call('PUT', '/api/users/me/password', change, { authorization })).status).to.equal(204);
    expect((await admin.call('PATCH', `/api/users/${promoted.id}`, { role: 'admin' })).status).to.equal(200);

    await until('the disabled one is over', async () => (await orders(disabled.cookie)) === 401);
    await until('the one of the old password is over', async () => (await orders(renewed.cookie)) === 401);
    await until('the promoted one is an administrator’s', async () => (await users()) === 200);
  });
});
