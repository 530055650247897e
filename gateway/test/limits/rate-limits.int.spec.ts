import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { outcome, startGateway, type TestGateway } from '../support/gateway.js';
import { bearer, tokenOf } from '../support/tokens.js';

describe('rate limits', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  const limits = {
    RATE_LIMIT: 'on',
    RATE_LIMIT_REQUESTS: '5',
    RATE_LIMIT_LOGINS: '2',
    RATE_LIMIT_WEBHOOKS: '8',
    TRUSTED_PROXIES: '127.0.0.1',
  };
  beforeEach(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, limits);
  });
  afterEach(async () => {
    await shop.stop();
    await redis.stop();
  });
  const statuses = async (times: number, path: string, init: RequestInit = {}) => {
    const seen = [];
    for (let i = 0; i < times; i++) seen.push((await shop.call(path, init)).status);
    return seen;
  };
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  it('count requests by user, from any address, and report what is left', async () => {
    const token = tokenOf('u1');
    const as = (address: string) => ({ headers: { ...bearer(token), ...from(address).headers } });
    const first = await shop.call('/api/orders', as('192.0.2.1'));
    expect(first.headers.get('ratelimit-policy')).to.equal('"requests";q=5;w=60');
    expect(first.headers.get('ratelimit')).to.match(/^"requests";r=4;t=\d+$/);
    expect(await statuses(4, '/api/orders', as('192.0.2.2'))).to.deep.equal([200, 200, 200, 200]);
    const refused = await shop.call('/api/orders', as('192.0.2.3'));
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
    expect(await outcome(refused)).to.deep.equal([429, 'RATE_LIMITED']);
    expect(await statuses(1, '/api/orders', { headers: bearer(tokenOf('u2')) })).to.deep.equal([200]);
  });

  it('count anonymous requests, and those with bad tokens, by address', async () => {
    const bad = { headers: { ...bearer('nonsense'), ...from('192.0.2.1').headers } };
    expect(await statuses(3, '/api/orders', bad)).to.deep.equal([401, 401, 401]);
    expect(await statuses(3, '/api/products', from('192.0.2.1'))).to.deep.equal([200, 200, 429]);
    expect(await statuses(1, '/api/products', from('192.0.2.2'))).to.deep.equal([200]);
  });

  it('are stricter for log-in and registration together, by address', async () => {
    const login = (path: string) => statuses(1, path, { method: 'POST', ...from('192.0.2.1') });
    expect(await login('/api/users/login')).to.deep.equal([200]);
    expect(await login('/api/users/register')).to.deep.equal([200]);
    expect(await login('/api/sessions')).to.deep.equal([429]);
    expect(await login('/api/users/refresh')).to.deep.equal([200]);
  });

  it('count a change of a password as a log-in', async () => {
    const change = (user: string) => {
      const headers = { ...bearer(tokenOf(user)), ...from('192.0.2.1').headers };
      return statuses(1, '/api/users/me/password', { method: 'PUT', headers });
    };
    expect([await change('u1'), await change('u2'), await change('u3')]).to.deep.equal([[200], [200], [429]]);
    const login = { method: 'POST', ...from('192.0.2.1') };
    expect(await statuses(1, '/api/users/login', login)).to.deep.equal([429]);
  });

  it('count webhooks of payment providers on their own, by address', async () => {
    const webhook = { method: 'POST', ...from('192.0.2.1') };
    expect(await statuses(9, '/provider/webhooks', webhook)).to.deep.equal([...Array(8).fill(200), 429]);
    expect(await statuses(6, '/api/products', from('192.0.2.1'))).to.deep.equal([...Array(5).fill(200), 429]);
    expect(await statuses(1, '/provider/webhooks', { method: 'POST', ...from('192.0.2.2') })).to.deep.equal([200]);
  });

  it('are shared by all gateways', async () => {
    await statuses(5, '/api/products', from('192.0.2.1'));
    const other = await startGateway(redis.url, limits);
    expect((await other.call('/api/products', from('192.0.2.1'))).status).to.equal(429);
    await other.stop();
  });

  it('hold without Redis and while it hangs, and no request waits for it', async () => {
    redis.pause();
    const began = Date.now();
    expect(await statuses(6, '/api/products', from('192.0.2.9'))).to.deep.equal([200, 200, 200, 200, 200, 429]);
    expect(Date.now() - began).to.be.below(1_500);
    redis.resume();
    await redis.kill();
    expect(await statuses(6, '/api/products', from('192.0.2.8'))).to.deep.equal([200, 200, 200, 200, 200, 429]);
    await redis.start();
    await until('it counts in Redis again', async () => {
      await shop.call('/api/products', from('192.0.2.7'));
      return (await (await shop.call('/health/ready')).text()).includes('"redis":"ok"');
    });
  });

  it('do not apply to health and assets of pages', async () => {
    expect(await statuses(8, '/health/live')).to.deep.equal(Array(8).fill(200));
    expect(await statuses(8, '/assets/login/login.js')).to.deep.equal(Array(8).fill(200));
  });

  it('can be switched off', async () => {
    const lifted = await startGateway(redis.url, { ...limits, RATE_LIMIT: 'off' });
    for (let i = 0; i < 8; i++) {
      const answer = await lifted.call('/api/products');
      expect([answer.status, answer.headers.get('ratelimit')]).to.deep.equal([200, null]);
    }
    await lifted.stop();
  });
});
