import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { outcome, startGateway, withKeys, type TestGateway } from '../support/gateway.js';
import { json, type Script } from '../support/stand-in.js';
import { bearer, jwks, tokenOf } from '../support/tokens.js';

const PATH = '/internal/session';

describe('an administrator, at the gateway', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, { BULKHEAD_LIMIT: '4' });
  });
  after(async () => {
    await shop?.stop();
    await redis?.stop();
  });
  const restock = (token: string) =>
    shop.call('/api/products/product-1/restock', {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'application/json' },
      body: '{"quantity":1}',
    });

  const broken: [string, Script][] = [
    ['answers 503', (_, response) => json(response, 503, { code: 'SERVICE_UNAVAILABLE' })],
    ['answers 500', (_, response) => json(response, 500, {})],
    ['answers 429', (_, response) => json(response, 429, {})],
    ['answers nobody', (_, response) => json(response, 200, {})],
    ['answers no JSON', (_, response) => void response.end('<html>')],
    ['does not trust the gateway', (_, response) => json(response, 401, {}, { 'www-authenticate': 'Internal' })],
    ['cuts the connection', (_, __, request) => void request.socket.destroy()],
    ['is silent', () => undefined],
  ];
  for (const [what, script] of broken)
    it(`is answered with 503 and Retry-After while user-service ${what}`, async () => {
      const token = tokenOf('a1', 'admin');
      shop.users.script = (seen, response, request) =>
        seen.url === PATH ? script(seen, response, request) : json(response, 200, jwks);
      const before = shop.orders.seen.length;
      const answer = await restock(token);
      expect(Number(answer.headers.get('retry-after'))).to.be.greaterThan(0);
      expect(await outcome(answer)).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
      expect((await shop.call('/api/sagas', { headers: bearer(token) })).status).to.equal(503);
      expect(shop.orders.seen.length).to.equal(before);
    });

  it('is answered with 503 while every place of user-service is taken', async () => {
    shop.users.script = withKeys((_, response) => json(response, 200, {}));
    // the tests before have opened its breaker
    await until('user-service is called again', async () => (await restock(tokenOf('a1', 'admin'))).status === 200);
    const waiting: (() => void)[] = [];
    shop.users.script = withKeys((_, response) => void waiting.push(() => json(response, 200, {})));
    const held = Array.from({ length: 4 }, () => shop.call('/api/users/me', { headers: bearer() }));
    await until('every place is taken', async () => waiting.length === 4);
    expect((await restock(tokenOf('a2', 'admin'))).status).to.equal(503);
    waiting.forEach((release) => release());
    await Promise.all(held);
    expect((await restock(tokenOf('a2', 'admin'))).status).to.equal(200);
  });
});
