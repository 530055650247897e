import { randomUUID } from 'node:crypto';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { unavailable } from '@shop/common/errors';
import type { AnyJson } from '@shop/testkit/json';
import { labelOf, STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { until } from '@shop/testkit/until';
import { journalSchema, summarySchema } from '../../dist/http/saga-reports.schema.js';
import { shownSagaSchema } from '../../dist/http/shown.schema.js';
import { sagaSchema } from '../../dist/http/sagas.schema.js';
import { cancelOrder } from '../../dist/sagas/cancel-order.js';
import { changeOrder } from '../../dist/sagas/change-order.js';
import { placeOrder } from '../../dist/sagas/place-order.js';
import { SECRET } from '../scripted.js';
import { withSagas } from '../with-sagas.js';

/** The steps of an order that is paid at once, in order. */
const sent = placeOrder.steps.filter((step) => step.kind !== 'wait' && !step.unless);

describe('the administrator’s view of sagas over REST', () => {
  const at = withSagas();
  const { done, waits, stuck, call, start } = at;

  it('counts them by state and type, and names the one that has waited longest', async () => {
    const { status, body } = await call('GET', '/api/sagas/summary');
    expect(status).to.equal(200);
    expect(summarySchema.validate(body, { convert: false }).error).to.equal(undefined);
    const { byState, byType, total } = body;
    expect([total, byState.COMPLETED, byState.WAITING]).to.deep.equal([3, 1, 1]);
    expect(byState.RUNNING + byState.NEEDS_ATTENTION).to.equal(1);
    expect(byType).to.deep.equal([
      { type: 'place-order', label: placeOrder.labels?.saga, total: 3, live: 2 },
      { type: 'change-order', label: changeOrder.labels?.saga, total: 0, live: 0 },
      { type: 'cancel-order', label: cancelOrder.labels?.saga, total: 0, live: 0 },
    ]);
    expect(body['oldestWaiting']).to.deep.include({ id: waits, state: 'WAITING', orderId: waits });
    expect(body['overdue']).to.deep.equal({ count: 0, oldest: null });
  });

  it('finds those of a customer, of an order, in a state', async () => {
    const ids = async (query: string) =>
      (await call('GET', `/api/sagas?${query}`)).body['items'].map(({ id }: { id: string }) => id);
    expect(await ids('userId=ann')).to.have.members([done, stuck]);
    expect(await ids('userId=ann&state=COMPLETED')).to.deep.equal([done]);
    expect(await ids(`orderId=${waits}`)).to.deep.equal([waits]);
    expect(await ids('userId=nobody')).to.deep.equal([]);
  });

  it('lists the journal of one as numbered entries, with times and nothing personal', async () => {
    const { body } = await call('GET', `/api/sagas/${done}/journal`);
    expect(journalSchema.validate(body, { convert: false }).error).to.equal(undefined);
    const lines = body['items'] as { seq: number; type: string; step: string }[];
    expect(lines.map(({ seq, type, step }) => `${seq} ${type} ${step}`)).to.deep.equal(
      sent.map(({ name }, index) => `${index + 1} done ${name}`),
    );
    const exported = await call('GET', `/api/sagas/${done}/export`);
    expect(JSON.stringify([body, exported.body])).to.not.include('ann');
    expect((await call('GET', '/api/sagas/none/journal')).status).to.equal(404);
  });

  it('separates done and undone steps of a compensating saga, and shows who intervened and why', async () => {
    const preview = await call('GET', `/api/sagas/${waits}/preview`);
    const early = placeOrder.steps.slice(
      0,
      placeOrder.steps.findIndex(({ kind }) => kind === 'wait'),
    );
    expect(preview.body['actions'].map(({ step }: { step: string }) => step)).to.deep.equal(
      early.map(({ name }) => name).toReversed(),
    );
    expect(preview.body['actions']).to.deep.include.members([
      { step: STEPS.reserve, command: 'stock.release' },
      { step: STEPS.create, command: 'orders.cancel' },
    ]);
    expect(at.peers.sent.get(waits)).to.have.length(early.length).and.include.members(['create', 'reserve']);
    expect((await call('POST', `/api/sagas/${waits}/compensate`, {})).status).to.equal(422);
    expect((await call('POST', `/api/sagas/${waits}/compensate`, { reason: 'asked by phone' })).status).to.equal(202);
    const { body } = await until('it is undone', async () => {
      const answer = await call('GET', `/api/sagas/${waits}`);
      return answer.body['state'] === 'COMPENSATED' ? answer : undefined;
    });
    expect(sagaSchema.validate(body, { convert: false }).error).to.equal(undefined);
    const { shown } = body;
    expect(shown.steps[0]).to.deep.include({
      name: STEPS.create,
      state: 'undone',
      label: labelOf(STEPS.create),
    });
    expect(shown.steps[0].parts.map(({ what }: { what: string }) => what)).to.deep.equal(['done', 'undone']);
    const asked = shown.events.find(({ type }: { type: string }) => type === 'compensate-requested');
    expect(asked.tone).to.equal('asked');
    expect(asked.facts).to.deep.include.members([{ name: 'reason', value: 'asked by phone' }]);
    const [create] = body['steps'];
    const wait = body['steps'].find(({ kind }: { kind: string }) => kind === 'wait');
    expect(create).to.deep.include({ status: 'undone', attempts: 1 });
    expect(create.undo).to.deep.include({ status: 'done', attempts: 1 });
    expect(Date.parse(create.finishedAt)).to.be.at.most(Date.parse(create.undo.startedAt));
    expect([wait.status, wait.undo]).to.deep.equal(['cancelled', undefined]);
    expect(body['audit'].map(({ at: _at, ...line }: { at: string }) => line)).to.deep.equal([
      { by: 'root', action: 'compensate', reason: 'asked by phone' },
    ]);
    const again = await call('POST', `/api/sagas/${waits}/compensate`, { reason: 'once more' });
    expect([again.status, again.body['code']]).to.deep.equal([409, 'SAGA_FINISHED']);
  });

  it('compensates once when the gateway retries a call whose answer was lost', async () => {
    const resent = { 'x-gateway-call': 'call-1 2' };
    const same = await call('POST', `/api/sagas/${waits}/compensate`, { reason: 'asked by phone' }, 'admin', resent);
    expect([same.status, same.body['state'], same.body['audit'].length]).to.deep.equal([202, 'COMPENSATED', 1]);
    const other = await call('POST', `/api/sagas/${waits}/compensate`, { reason: 'another' }, 'admin', resent);
    expect([other.status, other.body['code']]).to.deep.equal([409, 'SAGA_FINISHED']);
  });

  it('lets an administrator retry a resting step now, and end a saga by hand', async () => {
    await until('capture has been tried', () => at.peers.sent.get(stuck)?.includes('capture'));
    expect((await call('POST', `/api/sagas/${stuck}/retry`, { reason: 'the bank is back' })).status).to.equal(202);
    const resolved = await call('POST', `/api/sagas/${stuck}/resolve`, {
      reason: 'captured at the bank, card 4242-4242-4242-4242',
    });
    expect([resolved.status, resolved.body['state']]).to.deep.equal([202, 'RESOLVED']);
    expect(resolved.body['audit'].map(({ action }: { action: string }) => action)).to.deep.equal(['retry', 'resolve']);
    expect(resolved.body['audit'][1].reason).to.equal('captured at the bank, card [redacted]');
    expect((await call('GET', `/api/sagas/${stuck}/preview`)).body['actions']).to.deep.equal([]);
  });

  it('refuses to change a saga that has become too large for the database, and says why', async () => {
    const id = randomUUID();
    await start(id, 'ann', false);
    const connection = await mongoose.createConnection(at.store.uri('sagas')).asPromise();
    try {
      const stored = connection.db!.collection<{ _id: string }>('sagas');
      // full except for a few bytes, so that no journal entry fits
      const size = mongoose.mongo.BSON.calculateObjectSize((await stored.findOne({ _id: id }))!);
      await stored.updateOne({ _id: id }, { $set: { ballast: 'x'.repeat(16 * 1024 * 1024 - size - 20) } });
      const step = placeOrder.steps.find(({ kind }) => kind === 'wait')!.name;
      for (const [action, more] of [
        ['resolve', {}],
        ['retry', {}],
        ['compensate', {}],
        ['force', { step, outcome: 'refused', confirm: true }],
        ['restart', { step: placeOrder.steps[0]!.name }],
      ] as const) {
        const { status, body } = await call('POST', `/api/sagas/${id}/${action}`, { ...more, reason: 'r' });
        expect([status, body['code']], action).to.deep.equal([409, 'SAGA_NOT_STORABLE']);
        expect(body['detail'], action).to.match(/too large for the database.*nothing was changed/);
      }
      expect((await call('GET', `/api/sagas/${id}`)).body).to.include({ state: 'WAITING' });
      await stored.deleteOne({ _id: id });
    } finally {
      await connection.close();
    }
  });

  it('refuses customers', async () => {
    for (const path of ['', '/summary', `/${done}`, `/${done}/journal`, `/${done}/export`, `/${done}/preview`])
      expect((await call('GET', `/api/sagas${path}`, undefined, 'user')).status, path).to.equal(403);
  });

  it('shows the steps with their labels in the export and in the metrics', async () => {
    const { body } = await call('GET', `/api/sagas/${done}/export`);
    expect(body['shown'].label).to.deep.equal(placeOrder.labels!.saga);
    expect(body['shown'].events[0].text.en).to.match(
      new RegExp(`^${STEPS.create} \\(${labelOf(STEPS.create).en}\\) done in \\d+ ms, attempt 1$`),
    );
    const metrics = await (await fetch(`http://127.0.0.1:${at.app.ports.http}/metrics`)).text();
    expect(metrics).to.match(
      /saga_step_info\{type="cancel-order",step="restock",kind="retriable",label="Restock"[^}]*\} 1/,
    );
  });

  describe('of an order, for customers', () => {
    const ask = async (path: string, token: string) => {
      const answer = await fetch(`http://127.0.0.1:${at.app.ports.http}${path}`, {
        headers: { [INTERNAL_HEADER]: token },
      });
      return { status: answer.status, body: (await answer.json()) as AnyJson };
    };
    // a token is valid for seconds only
    const gateway = () => new InternalTokens('gateway', SECRET).issue('saga-orchestrator');

    it('shows steps without errors, commands, inputs and replies', async () => {
      const tried = randomUUID();
      at.peers.script.set(`${tried} capture`, () => Promise.reject(unavailable('not now')));
      await start(tried, 'ann');
      const body = await until('it captures', async () => {
        const answer = await ask(`/api/orders/${tried}/steps`, gateway());
        return answer.body.sagas[0]?.steps.at(-1).state === 'now' ? answer.body : undefined;
      });
      expect(body.ended).to.equal(false);
      const [saga] = body.sagas;
      expect([saga.type, saga.steps.at(-1).name, saga.steps.at(-1).state]).to.deep.equal([
        placeOrder.name,
        placeOrder.steps.at(-1)!.name,
        'now',
      ]);
      expect(shownSagaSchema.validate(saga, { convert: false }).error).to.equal(undefined);
      expect(JSON.stringify(body)).to.not.match(/not now|ann|payments\.|userId|Minor|error|attempt/);
    });

    it('shows the planned steps of an order whose saga has not started, and nothing of a forgotten one', async () => {
      const { body: plan } = await ask('/api/order-steps', gateway());
      expect(plan.steps.map(({ state }: { state: string }) => state)).to.deep.equal(placeOrder.steps.map(() => 'todo'));
      expect((await ask('/api/orders/nobody/steps?pending=yes', gateway())).body).to.deep.equal({
        ended: false,
        sagas: [plan],
      });
      expect((await ask('/api/orders/nobody/steps', gateway())).body).to.deep.equal({ ended: true, sagas: [] });
    });

    it('answers only the gateway, which has checked the owner of the order', async () => {
      const issued = [
        new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'ann', role: 'user' }),
        new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'root', role: 'admin' }),
        new InternalTokens('payment-service', SECRET).issue('saga-orchestrator'),
        'nonsense',
      ];
      for (const token of issued) expect((await ask(`/api/orders/${done}/steps`, token)).status).to.equal(401);
    });
  });
});
