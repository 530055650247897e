import { randomUUID } from 'node:crypto';
import { unavailable } from '@shop/common/errors';
import { CANCEL_STEPS, STEPS } from '@shop/testkit/sagas/steps';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { pausesSchema } from '../dist/http/operations.schema.js';
import { placeOrderLabels } from '../dist/sagas/place-order.labels.js';
import { placeOrder } from '../dist/sagas/place-order.js';
import { stepOf, withTwoOrchestrators } from './two-orchestrators.js';

describe('operators', function () {
  this.timeout(120_000);
  const at = withTwoOrchestrators();

  it('pause a participant: no orchestrator calls it, no attempt is counted, and its sagas continue at once after that', async () => {
    const begun = await at.call('POST', '/api/sagas/pauses', {
      participant: 'payment-service',
      reason: 'bank is down',
    });
    expect([begun.status, begun.body['participant']]).to.deep.equal([201, 'payment-service']);
    expect(begun.body['label']).to.deep.equal({ en: 'payment-service', ko: 'payment-service' });
    const there = async () =>
      ((await at.call('GET', '/api/sagas/pauses', undefined, {}, at.apps[1])).body['items'] as object[]).length === 1;
    await until('the other orchestrator knows', there);
    await until('the pause applies in the other orchestrator', async () => {
      const probe = await at.start();
      await until('it rests or has ended', async () => {
        const now = await at.saga(probe);
        return now['state'] === 'COMPLETED' || now['waiting']?.pause === begun.body['id'];
      });
      return (await at.saga(probe))['state'] === 'RUNNING';
    });
    const ids = await Promise.all(Array.from({ length: 6 }, () => at.start()));
    for (const id of ids)
      await until('it rests', async () => (await at.saga(id))['waiting']?.pause === begun.body['id']);
    const resting = await at.saga(ids[0]!);
    expect([resting['state'], resting['waiting'].step, stepOf(resting, STEPS.authorize).attempts]).to.deep.equal([
      'RUNNING',
      STEPS.authorize,
      0,
    ]);
    for (const id of ids) expect(at.peers.sent.get(id)).to.deep.equal(['create', 'reserve']);
    const list = await at.call('GET', '/api/sagas/pauses');
    expect(pausesSchema.validate(list.body, { convert: false }).error).to.equal(undefined);
    const ended = Date.now();
    expect((await at.call('DELETE', `/api/sagas/pauses/${begun.body['id']}`)).status).to.equal(204);
    for (const id of ids) await at.isIn(id, 'COMPLETED');
    expect(Date.now() - ended).to.be.below(10_000);
    await until(
      'it is forgotten',
      async () => (await at.call('DELETE', `/api/sagas/pauses/${begun.body['id']}`)).status === 404,
    );
  });

  it('pause a type or a step, by an existing name only', async () => {
    expect((await at.call('POST', '/api/sagas/pauses', { reason: 'r' })).status).to.equal(422);
    // a step of another type would pause nothing, and nobody would notice
    const otherType = { type: placeOrder.name, step: CANCEL_STEPS.refund };
    for (const wrong of [{ type: 'nonsense' }, { step: STEPS.pay }, { participant: 'bank' }, otherType])
      expect((await at.call('POST', '/api/sagas/pauses', { ...wrong, reason: 'r' })).status).to.equal(422);
    const key = { 'idempotency-key': 'pause-1' };
    const wish = { type: placeOrder.name, step: STEPS.reserve, reason: 'r' };
    const { body } = await at.call('POST', '/api/sagas/pauses', wish, key);
    const { saga: type, steps } = placeOrderLabels;
    const name = steps[STEPS.reserve]!.name;
    expect(body['label']).to.deep.equal({
      en: `${type.en} / ${STEPS.reserve} (${name.en})`,
      ko: `${type.ko} / ${STEPS.reserve} (${name.ko})`,
    });
    expect((await at.call('POST', '/api/sagas/pauses', wish, key)).body).to.deep.equal(body);
    expect((await at.call('GET', '/api/sagas/pauses')).body['items']).to.have.length(1);
    await at.call('DELETE', `/api/sagas/pauses/${body['id']}`);
    const id = await at.start();
    await at.isIn(id, 'COMPLETED');
  });

  it('begin equal pauses once, even at the same time in two orchestrators', async () => {
    const wish = { type: placeOrder.name, step: STEPS.confirm, reason: 'first' };
    const begin = (more: object = {}, app = at.apps[0]) =>
      at.call('POST', '/api/sagas/pauses', { ...wish, ...more }, {}, app);
    const active = async () => (await at.call('GET', '/api/sagas/pauses')).body['items'] as { id: string }[];
    const first = await begin();
    const second = await begin({ reason: 'second' }, at.apps[1]);
    expect([second.status, second.body]).to.deep.equal([201, first.body]);
    const wider = await begin({ step: undefined });
    expect(wider.body['id']).not.to.equal(first.body['id']);
    for (const id of [first.body['id'], wider.body['id']]) await at.call('DELETE', `/api/sagas/pauses/${id}`);
    const again = await begin();
    expect(again.body['id']).not.to.equal(first.body['id']);
    await at.call('DELETE', `/api/sagas/pauses/${again.body['id']}`);

    await Promise.all([0, 1, 2, 3].map((n) => begin({}, at.apps[n % 2])));
    await until('one of those that began at once is left', async () => (await active()).length === 1);
    await at.call('DELETE', `/api/sagas/pauses/${(await active())[0]!.id}`);
    expect(await active()).to.deep.equal([]);
    await at.isIn(await at.start(), 'COMPLETED');
  });

  it('see attempts counted while a participant is unavailable without a pause', async () => {
    const id = randomUUID();
    at.peers.script.set(`${id} capture`, () => Promise.reject(unavailable('not now')));
    await at.start(id);
    await until('it has tried twice', async () => stepOf(await at.saga(id), STEPS.capture).attempts >= 2);
    at.peers.script.delete(`${id} capture`);
    await at.isIn(id, 'COMPLETED');
  });
});
