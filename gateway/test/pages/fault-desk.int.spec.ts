import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { outcome, startGateway, type TestGateway } from '../support/gateway.js';
import { json, type StandIn } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

interface FaultList {
  items: { process: string; points: string[]; armed: unknown[]; down?: boolean }[];
}

describe('faults from the console', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  const headers = { ...bearer(tokenOf('a1', 'admin')), 'content-type': 'application/json' };
  const fault = { at: 'payment.capture.before', do: 'unavailable', times: 2, delayMs: 0 };
  const arm = (name: string, body: unknown = fault) =>
    shop.call(`/api/faults/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const asksOf = ({ seen }: StandIn) => seen.filter(({ url }) => url === '/faults').map(({ method }) => method);

  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, { FAULT_INJECTION: 'on' });
  });
  after(async () => {
    await shop.stop();
    await redis.stop();
  });

  it('are armed at the named process, which accepts or refuses them', async () => {
    shop.payments.script = ({ body }, response) => json(response, 201, JSON.parse(body));
    const armed = await arm('payment-service');
    expect([armed.status, await armed.json()]).to.deep.equal([201, fault]);
    expect(asksOf(shop.payments)).to.deep.equal(['POST']);
    expect(asksOf(shop.orders)).to.deep.equal([]);
    shop.payments.script = (_, response) => json(response, 422, { code: 'VALIDATION_FAILED' });
    expect(await outcome(await arm('payment-service'))).to.deep.equal([422, 'VALIDATION_FAILED']);
    expect(await outcome(await arm('nobody'))).to.deep.equal([404, 'PROCESS_NOT_FOUND']);
  });

  it('are forwarded with their content type, and refused with a query', async () => {
    shop.payments.script = ({ headers: { 'content-type': type } }, response) => json(response, 201, { type });
    const typed = { ...headers, 'content-type': 'application/merge-patch+json' };
    const body = JSON.stringify(fault);
    const armed = await shop.call('/api/faults/payment-service', { method: 'POST', headers: typed, body });
    expect(await armed.json()).to.deep.equal({ type: 'application/merge-patch+json' });
    const queried = await shop.call('/api/faults?process=payment-service', { headers });
    expect(await outcome(queried)).to.deep.equal([422, 'VALIDATION_FAILED']);
  });

  it('of the gateway itself are armed, listed and disarmed with those of the others', async () => {
    const mine = { at: 'gateway.proxy.before', do: 'delay', times: 1, delayMs: 5 };
    expect((await arm('gateway', mine)).status).to.equal(201);
    shop.payments.script = (_, response) => json(response, 200, { points: [fault.at], armed: [fault] });
    await shop.users.kill();
    const { items } = (await (await shop.call('/api/faults', { headers })).json()) as FaultList;
    await shop.users.start();
    const of = (name: string) => items.find(({ process }) => process === name);
    expect(of('gateway')?.armed).to.deep.equal([mine]);
    expect(of('payment-service')).to.deep.equal({ process: 'payment-service', points: [fault.at], armed: [fault] });
    expect(of('user-service')).to.deep.equal({ process: 'user-service', points: [], armed: [], down: true });
    expect((await shop.call('/api/faults', { method: 'DELETE', headers })).status).to.equal(204);
    expect(asksOf(shop.orders)).to.include('DELETE');
    const after = (await (await shop.call('/api/faults', { headers })).json()) as FaultList;
    expect(after.items[0]).to.deep.include({ process: 'gateway', armed: [] });
  });

  it('are not found when fault injection is off, and not for customers when it is on', async () => {
    const customer = await shop.call('/api/faults', { headers: bearer() });
    expect(await outcome(customer)).to.deep.equal([403, 'FORBIDDEN']);
    const plain = await startGateway(redis.url);
    for (const [method, path] of [
      ['GET', '/api/faults'],
      ['DELETE', '/api/faults'],
      ['POST', '/api/faults/payment-service'],
    ] as const)
      expect(await outcome(await plain.call(path, { method, headers }))).to.deep.equal([404, 'ROUTE_NOT_FOUND']);
    await plain.stop();
  });
});
