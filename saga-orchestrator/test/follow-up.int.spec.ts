import { randomUUID } from 'node:crypto';
import { silentLogger } from '@shop/common/logging/logger';
import type { Service } from '@shop/common/service/start-service';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { startApp } from '../dist/app.js';
import { registry } from 'saga-engine/core/registry';
import { cancelOrder } from '../dist/sagas/cancel-order.js';
import { placeOrder } from '../dist/sagas/place-order.js';
import { callRest } from './call-rest.js';
import { configFor, sagasCaller, startRequest, startScripted, type Scripted } from './scripted.js';

const DEADLINE_MS = 20_000;
const undone = ['stop-changes', 'refund-order', 'restock', 'mark-cancelled'];

describe('a follow-up saga that cannot be started, over HTTP', function () {
  this.timeout(60_000);
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let app: Service;

  const boot = async (...definitions: Parameters<typeof registry>[0]) => {
    const config = configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') });
    app = await startApp(config, silentLogger(), registry(definitions));
  };
  const call = (method: string, path: string, body?: object) => callRest(app, method, `/api/sagas${path}`, { body });
  const operate = async (id: string, action: 'force' | 'restart', wish: object = {}) => {
    const { status, body } = await call('POST', `/${id}/${action}`, { step: 'follow-up', reason: 'by hand', ...wish });
    return { status, body, said: [status, body['code'] ?? body['state']] };
  };
  const cancel = async (orderId: string) => {
    const caller = sagasCaller(app.ports.grpc);
    await caller.call('Cancel', { orderId, by: 'u', reason: 'CUSTOMER_CANCELLED' });
    caller.close();
  };
  const completed = async () => {
    const id = randomUUID();
    const caller = sagasCaller(app.ports.grpc);
    await caller.call('Start', { ...startRequest(id), waitMs: DEADLINE_MS }, { deadlineMs: DEADLINE_MS });
    caller.close();
    expect((await call('GET', `/${id}`)).body['state']).to.equal('COMPLETED');
    return id;
  };
  /** Cancels a completed saga whose follow-up this release does not have; returns its id. */
  const stuck = async () => {
    const id = await completed();
    await cancel(id);
    await until('it cannot start its follow-up', async () => {
      const { waiting } = (await call('GET', `/${id}`)).body;
      return waiting?.step === 'follow-up' && /no definition of saga cancel-order/.test(waiting.why);
    });
    return id;
  };
  const awaitUndone = (id: string) =>
    until('it is undone', () => undone.every((command) => peers.sent.get(id)!.includes(command)), DEADLINE_MS);

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
  });
  beforeEach(() => boot(placeOrder));
  afterEach(() => app?.close());
  after(async () => {
    await peers?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  it('can be forced to be done or refused, with a reason and a confirmation', async () => {
    for (const [outcome, state] of Object.entries({ done: 'COMPLETED', refused: 'RESOLVED' })) {
      const id = await stuck();
      const wish = { outcome };
      expect((await operate(id, 'force', { ...wish, reason: ' ' })).status, outcome).to.equal(422);
      expect((await operate(id, 'force', wish)).said).to.deep.equal([409, 'WOULD_BREAK_CONSERVATION']);
      const confirmed = { ...wish, confirm: true };
      expect((await operate(id, 'force', { ...confirmed, phase: 'undo' })).said).to.deep.equal([409, 'STEP_NOT_OPEN']);
      const { said, body } = await operate(id, 'force', { ...confirmed, phase: 'step' });
      expect(said).to.deep.equal([202, state]);
      expect(body['audit'].at(-1)).to.deep.include({ by: 'root', action: 'force', step: 'follow-up', outcome });
      expect((await operate(id, 'force', confirmed)).said).to.deep.equal([409, 'SAGA_FINISHED']);
      expect(peers.sent.get(id)).to.not.include('refund-order');
    }
  });

  it('is started at once by a restart once a release has it, without the rest of its backoff', async () => {
    const id = await stuck();
    const resting = await until('it rests for some seconds', async () => {
      const { waiting } = (await call('GET', `/${id}`)).body;
      return Date.parse(waiting.until) > Date.now() + 3_000 ? waiting : undefined;
    });
    await app.close();
    await boot(placeOrder, cancelOrder);
    const { status, body } = await operate(id, 'restart', { phase: 'step' });
    expect(status).to.equal(202);
    expect(body['audit'].at(-1)).to.deep.include({ by: 'root', action: 'restart', step: 'follow-up' });
    await awaitUndone(id);
    expect(Date.now()).to.be.lessThan(Date.parse(resting.until));
    expect((await operate(id, 'restart')).said).to.deep.equal([409, 'SAGA_FINISHED']);
  });

  it('can be forced in bulk by its step, and a later cancel starts what was refused', async () => {
    const ids = [await stuck(), await stuck(), await stuck()];
    const filter = { type: 'place-order', step: 'follow-up' };
    const bulk = { action: 'force', outcome: 'refused', confirm: true, reason: 'later', filter };
    const dry = await call('POST', '/bulk', { ...bulk, dryRun: true });
    expect([dry.status, dry.body['matched']]).to.deep.equal([200, ids.length]);
    const { status, body } = await call('POST', '/bulk', bulk);
    expect(status).to.equal(202);
    const done = async () => (await call('GET', `/bulk/${body['id']}`)).body;
    await until('all are done', async () => (await done())['done'] === ids.length, DEADLINE_MS);
    for (const id of ids) expect((await call('GET', `/${id}`)).body['state']).to.equal('RESOLVED');
    await app.close();
    await boot(placeOrder, cancelOrder);
    await cancel(ids[0]!);
    await awaitUndone(ids[0]!);
  });

  it('is started for a saga that an older release resolves although its cancel was accepted', async () => {
    await app.close();
    await boot(placeOrder, cancelOrder);
    const [id, untouched] = [await completed(), await completed()];
    const resolved = { type: 'resolved', by: 'root', reason: 'later', at: Date.now() };
    const asked = { type: 'cancel-requested', by: 'u', reason: 'CUSTOMER_CANCELLED', at: Date.now() };
    const mongo = await mongoose.createConnection(store.uri('sagas')).asPromise();
    const resolve = (_id: string, lines: object[]) =>
      mongo.collection<{ _id: string; journal: object[] }>('sagas').updateOne(
        { _id },
        {
          $set: { state: 'RESOLVED', nextActionAt: null, updatedAt: Date.now() },
          $inc: { revision: 1 },
          $push: { journal: { $each: lines } },
        },
      );
    await resolve(untouched, [resolved]);
    await resolve(id, [asked, resolved]);
    await mongo.close();
    await awaitUndone(id);
    expect(peers.sent.get(untouched)).to.not.include('refund-order');
  });

  it('cannot be forced or restarted when no cancel was accepted', async () => {
    const id = await completed();
    const force = { outcome: 'done', confirm: true };
    expect((await operate(id, 'force', force)).said).to.deep.equal([409, 'SAGA_FINISHED']);
    expect((await operate(id, 'restart')).said).to.deep.equal([409, 'SAGA_FINISHED']);
  });
});
