import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

describe('the steps of an order', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  let status = 'PENDING';
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url);
    shop.orders.script = (seen, response) =>
      seen.url === '/api/orders/mine'
        ? json(response, 200, { status })
        : json(response, 404, { code: 'ORDER_NOT_FOUND', detail: 'You have no order with this id.' });
    shop.sagas.script = (seen, response) => json(response, 200, { ended: false, sagas: [{ asked: seen.url }] });
  });
  after(async () => {
    await shop?.stop();
    await redis?.stop();
  });

  const ask = async (id: string, init: RequestInit = { headers: bearer(tokenOf('ann')) }) => {
    const answer = await shop.call(`/api/orders/${id}/steps`, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it('are read from the orchestrator after order-service has shown the order', async () => {
    const read = (url: string) => ({ orderId: 'mine', ended: false, sagas: [{ asked: url }] });
    expect((await ask('mine')).body).to.deep.equal(read('/api/orders/mine/steps?pending=yes'));
    status = 'CONFIRMED';
    expect((await ask('mine')).body).to.deep.equal(read('/api/orders/mine/steps'));
  });

  it('of another customer are not found, and the orchestrator is not called', async () => {
    const asked = shop.sagas.seen.length;
    const { status: answered, body } = await ask('theirs');
    expect([answered, body['code']]).to.deep.equal([404, 'ORDER_NOT_FOUND']);
    expect((await ask('mine', {})).status).to.equal(401);
    expect(shop.sagas.seen).to.have.length(asked);
  });

  it('are answered with 503 if the orchestrator is of an earlier release or fails', async () => {
    for (const wrong of [404, 500]) {
      shop.sagas.script = (_seen, response) =>
        json(response, wrong, { code: 'ROUTE_NOT_FOUND', detail: 'No such route.' });
      const { status: answered, body } = await ask('mine');
      expect([answered, body['code']]).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    }
  });
});
