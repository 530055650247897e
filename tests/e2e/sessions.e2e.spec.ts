import { expect } from 'chai';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

describe('a browser’s session, through the gateway', () => {
  let shop: Shop;
  let admin: Person;
  before(async () => {
    shop = await sharedShop();
    admin = await shop.admin();
  });

  /** Creates an account with a session; returns its cookie. */
  async function session(): Promise<{ id: string; token: string; cookie: string }> {
    const { id, email, token } = await shop.register();
    const { status, headers } = await shop.call('POST', '/api/sessions', { email, password: 'password123' });
    expect(status).to.equal(201);
    return { id, token, cookie: headers.getSetCookie()[0]!.split(';')[0]! };
  }
  const orders = async (cookie: string) => (await shop.call('GET', '/api/orders', undefined, { cookie })).status;

  it('ends at once on log-out, also for a client that kept the cookie', async () => {
    const { cookie } = await session();
    expect(await orders(cookie)).to.equal(200);
    expect((await shop.call('DELETE', '/api/sessions', undefined, { cookie })).status).to.equal(204);
    expect(await orders(cookie)).to.equal(401);
  });

  // one test for all three: the gateway asks user-service again only after five seconds
  it('ends soon after its account is disabled or changes its password, and gets the account’s new role', async () => {
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

describe('the identity of a caller', () => {
  let shop: Shop;
  let admin: Person;
  before(async () => {
    shop = await sharedShop();
    admin = await shop.admin();
  });

  const tokenOf = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);
  const cookieOf = async (email: string): Promise<string> => {
    const { headers } = await shop.call('POST', '/api/sessions', { email, password: 'password123' });
    return headers.getSetCookie()[0]!.split(';')[0]!;
  };
  /** Creates an administrator with a token and a session of the pages. */
  async function administrator(): Promise<Person & { cookie: string }> {
    const { id, email } = await shop.register();
    expect((await admin.call('PATCH', `/api/users/${id}`, { role: 'admin' })).status).to.equal(200);
    const api = await shop.api.POST('/api/users/login', { body: { email, password: 'password123' } });
    const token = api.data!.accessToken;
    const call: Person['call'] = (method, path, body, headers = {}) =>
      shop.call(method, path, body, { authorization: `Bearer ${token}`, ...headers });
    return { id, email, token, api: shop.api, call, cookie: await cookieOf(email) };
  }
  /** Calls order-service directly at its own port. */
  const direct = async (token: string, method: string, path: string, body?: object) => {
    const response = await fetch(`${shop.stack.urls['order-service']}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, headers: response.headers };
  };
  const restock = ['POST', '/api/products/product-1/restock', { quantity: 1 }] as const;
  const order = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };

  it('is checked before an administrator changes anything: the tokens of a demoted one can change nothing', async () => {
    const demoted = await administrator();
    expect((await demoted.call(...restock)).status).to.equal(200);
    expect((await direct(demoted.token, ...restock)).status).to.equal(200);
    const placed = await (await shop.register()).call('POST', '/api/orders', order);
    expect((await admin.call('PATCH', `/api/users/${demoted.id}`, { role: 'viewer' })).status).to.equal(200);

    expect((await demoted.call(...restock)).status).to.equal(403);
    expect((await shop.call(...restock, { cookie: demoted.cookie })).status).to.equal(403);
    expect((await direct(demoted.token, ...restock)).status).to.equal(403);
    expect((await demoted.call('POST', `/api/orders/${placed.body['id']}/cancel`)).status).to.equal(404);
    expect((await demoted.call('POST', '/faults', { at: 'gateway.proxy.before', do: 'error' })).status).to.equal(403);
    expect((await demoted.call('GET', '/api/sagas')).status).to.equal(200);
  });

  it('is refused once disabled: earlier tokens of administrators and customers can change nothing', async () => {
    const [gone, customer] = [await administrator(), await shop.register()];
    expect((await customer.call('POST', '/api/orders', order)).status).to.equal(201);
    for (const { id } of [gone, customer])
      expect((await admin.call('PATCH', `/api/users/${id}`, { disabled: true })).status).to.equal(200);
    for (const { token } of [gone, customer])
      expect((await direct(token, 'POST', '/api/orders', order)).status).to.equal(401);
    expect((await gone.call(...restock)).status).to.equal(401);
    expect((await shop.call(...restock, { cookie: gone.cookie })).status).to.equal(401);
    expect((await customer.call('POST', '/api/orders', order)).status).to.equal(401);
    expect((await customer.call('GET', '/api/orders')).status).to.equal(401);
  });

  it('is not accepted from a session of the pages at a service’s own port', async () => {
    const { cookie } = await administrator();
    expect((await shop.call('GET', '/api/orders', undefined, { cookie })).status).to.equal(200);
    expect((await direct(tokenOf(cookie), 'GET', '/api/orders')).status).to.equal(401);
    expect((await direct(tokenOf(cookie), ...restock)).status).to.equal(401);
  });

  it('is refused once disabled directly at user-service, even when that freezes right afterwards', async () => {
    const customer = await shop.register();
    expect((await customer.call('POST', '/api/orders', order)).status).to.equal(201);
    const change = await fetch(`${shop.stack.urls['user-service']}/api/users/${customer.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ disabled: true }),
    });
    shop.stack.kill('user-service', 'SIGSTOP');
    try {
      expect(change.status).to.equal(200);
      expect((await customer.call('POST', '/api/orders', order)).status).to.equal(401);
      expect((await customer.call('GET', '/api/orders')).status).to.equal(401);
      expect((await direct(customer.token, 'POST', '/api/orders', order)).status).to.equal(503);
    } finally {
      shop.stack.kill('user-service', 'SIGCONT');
    }
    await until('it is back', async () => (await shop.register().catch(() => undefined)) !== undefined);
  });

  it('is not trusted while user-service is frozen: for reads after five seconds, for changes at once; customers can continue', async () => {
    const [someone, ended, customer] = [await administrator(), await administrator(), await shop.register()];
    expect((await shop.call('DELETE', '/api/sessions', undefined, { cookie: ended.cookie })).status).to.equal(204);
    const read = async () => (await shop.call('GET', '/api/sagas', undefined, { cookie: someone.cookie })).status;
    expect(await read()).to.equal(200);
    shop.stack.kill('user-service', 'SIGSTOP');
    try {
      expect(await read()).to.equal(200);
      const changes = [
        () => someone.call(...restock),
        () => shop.call(...restock, { cookie: someone.cookie }),
        () => shop.call(...restock, { cookie: ended.cookie }),
        () => shop.call('POST', '/api/orders', order, { cookie: ended.cookie }),
        () => direct(someone.token, ...restock),
      ];
      for (const { status, headers } of await Promise.all(changes.map((change) => change()))) {
        expect(status).to.equal(503);
        expect(Number(headers.get('retry-after'))).to.be.greaterThan(0);
      }
      expect((await direct(tokenOf(ended.cookie), ...restock)).status).to.equal(401);
      expect((await customer.call('POST', '/api/orders', order)).status).to.equal(201);
      await until('an old answer is not trusted any more', async () => (await read()) === 503);
      expect((await shop.call('GET', '/api/products', undefined, { cookie: someone.cookie })).status).to.equal(200);
    } finally {
      shop.stack.kill('user-service', 'SIGCONT');
    }
    await until('the session opens again', async () => (await read()) === 200);
    expect((await shop.call('GET', '/api/sagas', undefined, { cookie: ended.cookie })).status).to.equal(401);
  });
});
