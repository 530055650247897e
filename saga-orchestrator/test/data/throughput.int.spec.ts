import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { minutes, seconds } from '@shop/common/time';
import { expect } from 'chai';
import type { Connection, Model } from 'mongoose';
import { startStore, type TestStore } from '@shop/testkit/store';
import { sagaModel, type SagaDocument } from 'saga-engine/mongo/saga.model';
import { SagaRepository } from 'saga-engine/mongo/sagas.repository';
import { throughput } from 'saga-engine/operations/throughput';

describe('the throughput of sagas', () => {
  let store: TestStore;
  let connection: Connection;
  let model: Model<SagaDocument>;
  const MINUTE = minutes(1);
  const start = 29_000_000 * MINUTE;
  let now: number;
  let id = 0;

  before(async () => {
    store = await startStore();
    connection = await connectMongo(store.uri('sagas'), { logger: silentLogger() });
    model = sagaModel(connection);
    await ensureIndexes(connection);
  });
  after(async () => {
    await connection.close();
    await store.stop();
  });
  beforeEach(async () => {
    await model.deleteMany({});
    now = start + seconds(30);
  });

  const finish = (state: string, updatedAt: number, took = 100) =>
    model.collection.insertOne({
      _id: `s${++id}`,
      state,
      nextActionAt: null,
      createdAt: updatedAt - took,
      updatedAt,
    } as never);

  it('counts what finished in each minute of the last hour', async () => {
    await finish('COMPLETED', start - 1);
    await finish('COMPENSATED', start);
    await finish('RESOLVED', start + 1);
    await finish('COMPLETED', start - 70 * MINUTE);
    await model.collection.insertOne({ _id: 'live', state: 'RUNNING', nextActionAt: now, updatedAt: start } as never);
    const { finishedPerMinute: counts } = await throughput(new SagaRepository(model), () => now)();
    expect(counts).to.have.length(60);
    expect(counts.slice(-2)).to.deep.equal([
      { at: start - MINUTE, completed: 1, compensated: 0, other: 0 },
      { at: start, completed: 0, compensated: 1, other: 1 },
    ]);
    expect(
      counts.slice(0, -2).every(({ completed, compensated, other }) => completed + compensated + other === 0),
    ).to.equal(true);
  });

  it('caches past minutes, and recounts those that may still grow', async () => {
    const ask = throughput(new SagaRepository(model), () => now);
    await finish('COMPLETED', start - MINUTE);
    await finish('COMPLETED', start);
    await ask();
    await model.deleteMany({});
    await finish('COMPLETED', start + 1);
    await finish('COMPLETED', start + 2);
    now += MINUTE;
    const { finishedPerMinute: counts } = await ask();
    expect(counts.slice(-3).map(({ completed }) => completed)).to.deep.equal([1, 2, 0]);
  });

  it('reports the durations of the last ones', async () => {
    const ask = throughput(new SagaRepository(model), () => now);
    expect((await ask()).latencyMs).to.deep.equal({ count: 0, p50: null, p99: null });
    await Promise.all(Array.from({ length: 210 }, (_, each) => finish('COMPLETED', start + each + 1, each + 1)));
    expect((await ask()).latencyMs).to.deep.equal({ count: 200, p50: 110, p99: 208 });
  });

  it('reads them by an index', async () => {
    await Promise.all(Array.from({ length: 50 }, () => finish('COMPLETED', start - 90 * MINUTE)));
    await finish('COMPLETED', start);
    const plan = (await model.collection
      .find({ nextActionAt: { $type: 'null' }, updatedAt: { $gte: start - MINUTE } } as never)
      .explain('executionStats')) as { executionStats: { totalDocsExamined: number } };
    expect(plan.executionStats.totalDocsExamined).to.equal(1);
  });
});
