import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { routes } from '../../dist/routes.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

const UNKNOWN = 'no-such-id';

describe('an answer for one person', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url);
  });
  after(async () => {
    await shop?.stop();
    await redis?.stop();
  });
  const cacheControl = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const body = ['POST', 'PUT', 'PATCH'].includes(method) ? { body: '{}' } : {};
    const init = { method, headers: { ...headers, 'content-type': 'application/json' }, ...body };
    const answer = await shop.call(path.replace(/:\w+/g, UNKNOWN).replace('*', 'api/queues'), init);
    await answer.body?.cancel();
    return answer.headers.get('cache-control') ?? 'nothing';
  };

  const personal = routes.filter(({ who, method }) => who !== 'anyone' || (method !== 'GET' && method !== '*'));
  for (const { method, path } of personal)
    it(`is not cached: ${method} ${path}`, async () => {
      const asked = method === '*' ? 'GET' : method;
      const admin = tokenOf('a1', 'admin');
      // pages are the same for everybody: their scripts request what they show
      const expected = path === '/console' ? /no-cache|no-store/ : /no-store/;
      for (const headers of [bearer(admin), { cookie: `session=${admin}`, 'sec-fetch-site': 'same-origin' }, {}])
        expect(await cacheControl(asked, path, headers as Record<string, string>)).to.match(expected);
    });

  it('has the Cache-Control of its upstream, and a public one has none of the gateway', async () => {
    expect(await cacheControl('GET', '/api/products')).to.equal('nothing');
    shop.orders.script = (_, response) => json(response, 200, {}, { 'cache-control': 'public, max-age=30' });
    expect(await cacheControl('GET', '/api/products')).to.equal('public, max-age=30');
  });
});

describe('the readiness of the gateway', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, { NODE_ENV: 'production' });
  });
  after(async () => {
    await shop?.stop();
    await redis?.stop();
  });
  const ready = async (headers: Record<string, string> = {}) => (await shop.call('/health/ready', { headers })).text();

  it('is shown to the public in production as names and states only, and in full to administrators and viewers', async () => {
    for (const headers of [{}, bearer(tokenOf('u1', 'user')), bearer('nonsense')]) {
      const text = await ready(headers);
      const { upstreams, checks } = JSON.parse(text) as { upstreams: Record<string, object[]>; checks: object };
      expect(upstreams['order-service']).to.deep.equal([{ state: 'up' }]);
      expect(checks).to.deep.equal({ redis: 'ok' });
      expect(text).to.not.match(/127\.0\.0\.1|localhost|:\d{4,5}/);
    }
    for (const role of ['admin', 'viewer'] as const)
      expect(await ready(bearer(tokenOf('a1', role)))).to.include(shop.orders.url);
  });

  it('names a part that fails, and not where it is', async () => {
    await redis.kill();
    try {
      const text = await ready();
      expect(JSON.parse(text)).to.deep.include({ checks: { redis: 'failed' } });
      expect(text).to.not.match(/127\.0\.0\.1|localhost|ECONN/);
    } finally {
      await redis.start();
    }
  });
});
