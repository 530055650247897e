import { expect } from 'chai';
import { request } from 'undici';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { outcome, startGateway, type TestGateway } from '../support/gateway.js';
import { bearer, tokenOf } from '../support/tokens.js';

describe('several Idempotency-Key headers', () => {
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

  it('are refused for changes with any method, and no service is called', async () => {
    const headers = { ...bearer(tokenOf('ann', 'user')), 'content-type': 'application/json' };
    for (const method of ['POST', 'PUT'] as const) {
      const path = method === 'POST' ? '/api/orders' : '/api/orders/o1';
      const { statusCode, body } = await request(`${shop.url}${path}`, {
        method,
        headers: { ...headers, 'idempotency-key': ['a', 'b'] },
        body: '{}',
      });
      const { code, errors } = (await body.json()) as { code: string; errors: { path: string }[] };
      expect([statusCode, code, errors[0]?.path]).to.deep.equal([422, 'VALIDATION_FAILED', 'Idempotency-Key']);
    }
    expect(shop.orders.seen).to.have.length(0);
  });
});

describe('IDEMPOTENCY_KEYS=required', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, { IDEMPOTENCY_KEYS: 'required' });
  });
  after(async () => {
    await shop?.stop();
    await redis?.stop();
  });
  const post = (path: string, headers: Record<string, string> = {}) =>
    shop.call(path, { method: 'POST', body: '{}', headers: { ...bearer(tokenOf('boss', 'admin')), ...headers } });

  for (const path of ['/api/orders', '/api/payments', '/api/payments/p1/refund'])
    it(`refuses POST ${path} without a key, says how to make one, and calls no service`, async () => {
      const seen = () => shop.orders.seen.length + shop.payments.seen.length;
      const before = seen();
      for (const headers of [{}, { 'idempotency-key': '' }] as Record<string, string>[]) {
        const answer = await post(path, headers);
        expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
        const body = (await answer.json()) as { code: string; detail: string };
        expect([answer.status, body.code]).to.deep.equal([428, 'IDEMPOTENCY_KEY_REQUIRED']);
        expect(body.detail).to.match(/random.*UUID.*same one again/);
      }
      expect(seen()).to.equal(before);
      expect((await post(path, { 'idempotency-key': path })).status).to.equal(200);
    });

  it('accepts everything else without one', async () => {
    for (const path of [
      '/api/payment-methods',
      '/api/products/p1/restock',
      '/api/orders/o1/cancel',
      '/api/users/login',
    ])
      expect((await post(path)).status, path).to.equal(200);
  });

  it('requires no key of a caller who is not authenticated', async () => {
    const answer = await shop.call('/api/orders', { method: 'POST', body: '{}' });
    expect(await outcome(answer)).to.deep.equal([401, 'UNAUTHENTICATED']);
  });
});
