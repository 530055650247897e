import { randomUUID } from 'node:crypto';
import { conflict, unavailable } from '@shop/common/errors';
import { STEPS } from '@shop/testkit/sagas/steps';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { bulkSchema } from '../dist/http/operations.schema.js';
import { sagaSchema } from '../dist/http/sagas.schema.js';
import { placeOrder } from '../dist/sagas/place-order.js';
import { stepOf, withTwoOrchestrators } from './two-orchestrators.js';

describe('operators', function () {
  this.timeout(120_000);
  const at = withTwoOrchestrators();

  it('force an outcome with a reason, and with a confirmation where it might break conservation, which the saga records', async () => {
    const [id = ''] = await at.stuck(1, 'force');
    const body = { step: STEPS.capture, outcome: 'done', reason: 'captured at the bank' };
    expect((await at.call('POST', `/api/sagas/${id}/force`, { ...body, reason: ' ' })).status).to.equal(422);
    expect((await at.call('POST', `/api/sagas/${id}/force`, { ...body, step: 'nonsense' })).status).to.equal(422);
    expect((await at.call('POST', `/api/sagas/none/force`, body)).status).to.equal(404);
    const unsure = await at.call('POST', `/api/sagas/${id}/force`, body);
    expect([unsure.status, unsure.body['code']]).to.deep.equal([409, 'WOULD_BREAK_CONSERVATION']);
    const key = { 'idempotency-key': 'force-1' };
    const forced = await at.call('POST', `/api/sagas/${id}/force`, { ...body, confirm: true }, key);
    expect([forced.status, forced.body['state']]).to.deep.equal([202, 'COMPLETED']);
    expect(sagaSchema.validate(forced.body, { convert: false }).error).to.equal(undefined);
    expect(forced.body['audit'][0]).to.deep.include({ by: 'root', action: 'force', step: STEPS.capture });
    const replayed = await at.call('POST', `/api/sagas/${id}/force`, { ...body, confirm: true }, key);
    expect([replayed.status, replayed.body['audit'].length]).to.deep.equal([202, 1]);
    const late = await at.call('POST', `/api/sagas/${id}/force`, { ...body, confirm: true });
    expect([late.status, late.body['code']]).to.deep.equal([409, 'SAGA_FINISHED']);
    expect(at.peers.sent.get(id)).to.equal(undefined);
    expect(JSON.stringify((await at.call('GET', `/api/sagas/${id}/export`)).body)).to.not.include('at the bank');
  });

  it('force and restart either a step or its undo, for one saga and in bulk', async () => {
    const id = randomUUID();
    at.peers.script.set(`${id} reserve`, () => Promise.reject(conflict('OUT_OF_STOCK', 'none left')));
    at.peers.script.set(`${id} cancel`, () => Promise.reject(unavailable('not now')));
    await at.start(id);
    await until(
      'the undo of the first step fails',
      async () => stepOf(await at.saga(id), STEPS.create).undo?.attempts > 0,
    );
    const path = `/api/sagas/${id}`;
    const force = { step: STEPS.create, outcome: 'done', reason: 'cancelled by hand', confirm: true };
    for (const wrong of [{ phase: 'do' }, { phase: 'undo', reply: {} }, { phase: '' }])
      expect((await at.call('POST', `${path}/force`, { ...force, ...wrong })).status, JSON.stringify(wrong)).to.equal(
        422,
      );
    for (const [action, body] of Object.entries({ force, restart: { step: STEPS.create, reason: 'r' } })) {
      const other = await at.call('POST', `${path}/${action}`, { ...body, phase: 'step' });
      expect([other.status, other.body['code']], action).to.deep.equal([409, 'STEP_NOT_OPEN']);
      expect(other.body['detail'], action).to.include('compensate');
    }
    const filter = { type: placeOrder.name, step: STEPS.create };
    const bulk = { action: 'force', outcome: 'done', confirm: true, reason: 'cancelled by hand' };
    const matched = async (more: object) =>
      (await at.call('POST', '/api/sagas/bulk', { ...bulk, filter: { ...filter, ...more }, dryRun: true })).body[
        'matched'
      ];
    expect([await matched({ phase: 'step' }), await matched({ phase: 'undo' }), await matched({})]).to.deep.equal([
      0, 1, 1,
    ]);
    for (const more of [{ phase: 'undo' }, { outcome: 'refused' }, { action: 'retry' }]) {
      const replying = await at.call('POST', '/api/sagas/bulk', { ...bulk, reply: {}, ...more, filter, dryRun: true });
      expect([replying.status, replying.body['errors']?.[0].path], JSON.stringify(more)).to.deep.equal([422, 'reply']);
    }
    const unnamed = await at.call('POST', '/api/sagas/bulk', {
      ...bulk,
      step: STEPS.create,
      filter: { phase: 'undo' },
    });
    expect(unnamed.status).to.equal(422);
    const done = async (wish: object) => {
      const { body } = await at.call('POST', '/api/sagas/bulk', { ...bulk, ...wish });
      return at.bulkDone(body['id']);
    };
    const wrong = await done({ filter, phase: 'step' });
    expect([wrong['done'], wrong['failed'], wrong['examples'][0].error]).to.satisfy(
      ([ok, failed, error]: [number, number, string]) => ok === 0 && failed === 1 && error.startsWith('STEP_NOT_OPEN'),
    );
    const right = await done({ filter: { ...filter, phase: 'undo' } });
    expect(right).to.deep.include({ step: STEPS.create, phase: 'undo', outcome: 'done', done: 1, failed: 0 });
    expect(bulkSchema.validate(right, { convert: false }).error).to.equal(undefined);
    await at.isIn(id, 'COMPENSATED');
    const { audit } = await at.saga(id);
    expect(audit[0]).to.deep.include({ action: 'force', step: STEPS.create, phase: 'undo', outcome: 'done' });
  });

  it('restart from a step with fresh attempts and the same command', async () => {
    const [id = ''] = await at.stuck(1, 'restart');
    const early = await at.call('POST', `/api/sagas/${id}/restart`, { step: STEPS.reserve, reason: 'r' });
    expect([early.status, early.body['code']]).to.deep.equal([409, 'STEP_NOT_OPEN']);
    expect((await at.call('POST', `/api/sagas/${id}/restart`, { step: STEPS.capture, reason: 'r' })).status).to.equal(
      202,
    );
    await at.isIn(id, 'COMPLETED');
    expect(at.peers.sent.get(id)).to.deep.equal(['capture']);
  });
});
