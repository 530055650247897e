import { KEY_LIFE } from '@shop/common/http/idempotency-key';
import { minutes } from '@shop/common/time';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { outcome, startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

describe('an Idempotency-Key, over all services', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url);
  });
  after(async () => {
    await shop.stop();
    await redis.stop();
  });
  const ann = bearer(tokenOf('ann'));
  const post = (path: string, key: string, headers = ann) =>
    shop.call(path, { method: 'POST', headers: { ...headers, 'idempotency-key': key } });
  const statuses = async (...answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);
  const REUSED = [422, 'IDEMPOTENCY_KEY_REUSED'];

  it('belongs to one call: a repetition is forwarded, another call to any service is refused', async () => {
    expect(await statuses(post('/api/orders', 'k1'), post('/api/orders', 'k1'))).to.deep.equal([200, 200]);
    for (const path of ['/api/payments', '/api/payment-methods', '/api/orders/1/cancel']) {
      const before = shop.payments.seen.length;
      expect(await outcome(await post(path, 'k1')), path).to.deep.equal(REUSED);
      expect(shop.payments.seen.length).to.equal(before);
    }
    expect(await statuses(post('/api/payments', 'k2'), post('/api/orders/1/cancel', 'k3'))).to.deep.equal([200, 200]);
    expect(await outcome(await post('/api/orders/2/cancel', 'k3'))).to.deep.equal(REUSED);
  });

  it('is claimed as long as the services keep it', async () => {
    const client = new Redis(redis.url);
    try {
      const before = await client.keys('shop:key:*');
      await post('/api/orders', 'k6');
      const [claim = ''] = (await client.keys('shop:key:*')).filter((key) => !before.includes(key));
      expect(await client.pttl(claim)).to.be.within(KEY_LIFE - minutes(1), KEY_LIFE);
    } finally {
      client.disconnect();
    }
  });

  it('is separate for each user', async () => {
    await post('/api/orders', 'k4');
    expect((await post('/api/payments', 'k4', bearer(tokenOf('bob')))).status).to.equal(200);
  });

  it('is free again after an answer that changed nothing, and stays claimed after any other', async () => {
    const after = async (status: number) => {
      shop.orders.script = (_, response) => json(response, status, { code: 'X' });
      await post('/api/orders', `after-${status}`);
      return (await post('/api/payments', `after-${status}`)).status;
    };
    for (const status of [400, 413, 415, 422]) expect(await after(status), String(status)).to.equal(200);
    for (const status of [201, 202, 402, 404, 409, 500]) expect(await after(status), String(status)).to.equal(422);
  });

  it('stays claimed when the same call with other JSON is refused', async () => {
    shop.orders.script = (_, response) => json(response, 201, {});
    await post('/api/orders', 'k5');
    shop.orders.script = (_, response) => json(response, 422, { code: 'IDEMPOTENCY_KEY_REUSED' });
    await post('/api/orders', 'k5');
    expect(await outcome(await post('/api/payments', 'k5'))).to.deep.equal(REUSED);
  });

  it('is left to the services while Redis hangs or is down', async () => {
    redis.pause();
    expect((await post('/api/payments', 'k1')).status).to.equal(200);
    redis.resume();
    await redis.kill();
    expect((await post('/api/payments', 'k1')).status).to.equal(200);
    await redis.start();
  });
});
