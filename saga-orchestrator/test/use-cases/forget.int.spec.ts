import { randomUUID } from 'node:crypto';
import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../../dist/app.js';
import { mongoJournal } from 'saga-engine/mongo/journal';
import { sagaModel } from 'saga-engine/mongo/saga.model';
import type { SagaRecord } from 'saga-engine/core/journal';
import { loadBundle } from '@shop/testkit/exported-saga';
import { configFor, sagasCaller, startRequest, startScripted, type SagasCaller, type Scripted } from '../scripted.js';

const DAY = 86_400_000;
const waiting = new URL('../fixtures/place-order.v1.waiting.json', import.meta.url);

describe('sagas that ended long ago', () => {
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let app: Service;
  let sagas: SagasCaller;
  const [old, recent, waits] = [randomUUID(), randomUUID(), randomUUID()];

  const boot = async (days: number) => {
    const servers = { redisUrl: redis.url, mongoUri: store.uri('sagas') };
    app = await startApp(configFor(peers, servers, { SAGA_RETENTION_DAYS: days }), silentLogger());
    sagas = sagasCaller(app.ports.grpc);
  };
  const halt = async () => {
    sagas.close();
    await app.close();
  };
  const answer = (id: string) =>
    sagas.call('Get', { sagaId: id }).then(
      ({ state }) => state,
      ({ code }: { code: string }) => code,
    );
  const cancel = (id: string) => sagas.call('Cancel', { orderId: id, by: 'ann', reason: 'CUSTOMER_CANCELLED' });

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    await boot(0);
    await Promise.all([old, recent].map((id) => sagas.call('Start', startRequest(id), { deadlineMs: 20_000 })));
    await halt();
    const mongo = await connectMongo(store.uri('sagas'), { logger: silentLogger() });
    const model = sagaModel(mongo);
    await model.updateOne({ _id: old }, { updatedAt: Date.now() - 8 * DAY });
    const live: SagaRecord = { ...loadBundle(waiting, Date.now()), id: waits, correlationId: waits };
    await mongoJournal(model).insert({ ...live, updatedAt: Date.now() - 8 * DAY });
    await mongo.close();
  });
  afterEach(halt);
  after(async () => {
    await peers.close();
    await Promise.all([redis.stop(), store.stop()]);
  });

  it('are kept by default, and unknown ones are not found', async () => {
    await boot(0);
    expect(await answer(old)).to.equal('COMPLETED');
    expect(await cancel(randomUUID()).catch(({ code }: { code: string }) => code)).to.equal('SAGA_NOT_FOUND');
  });

  it('are deleted after the configured number of days, unlike those that ended later or wait', async () => {
    await boot(7);
    await until('the old saga is deleted', async () => (await answer(old)) === 'SAGA_NOT_FOUND');
    expect([await answer(recent), await answer(waits)]).to.deep.equal(['COMPLETED', 'WAITING']);
  });

  it('do not prevent that their order is undone, once', async () => {
    await boot(7);
    const { saga } = await cancel(old);
    expect(saga).to.deep.include({ type: 'cancel-order', orderId: old });
    await cancel(old);
    await until('it is undone', async () => (await answer(saga!.id!)) === 'COMPLETED');
    expect(peers.sent.get(old)?.slice(5)).to.deep.equal(['stop-changes', 'refund-order', 'restock', 'mark-cancelled']);
  });
});
