import { status as Status } from '@grpc/grpc-js';
import { toProblem } from '@shop/common/errors';
import { toServiceError } from '@shop/common/grpc-errors';
import { silentLogger } from '@shop/common/logger';
import { connectMongo, ensureIndexes } from '@shop/common/mongo';
import { retryOutages } from '@shop/common/mongo/outage';
import { expect } from 'chai';
import mongoose, { Schema, type Connection } from 'mongoose';
import { startReplicaSet, type FailOver, type ReplicaSet } from '../../../tests/replica-set/replica-set.js';

const { MongoNetworkError, MongoServerError } = mongoose.mongo;
const asError = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  );
const isRetryable = (error: unknown) => {
  const problem = toProblem(error);
  expect([problem.status, problem.code, problem.definite], String(error)).to.deep.equal([
    503,
    'SERVICE_UNAVAILABLE',
    false,
  ]);
  expect(toServiceError(problem).code).to.equal(Status.UNAVAILABLE);
};

describe('an outage of MongoDB', () => {
  let set: ReplicaSet;
  let connection: Connection;
  beforeEach(async () => {
    set = await startReplicaSet();
    connection = await connectMongo(`${set.uri}/things`, { logger: silentLogger() });
  });
  afterEach(async () => {
    await connection.close();
    await set.close();
  });

  /** Does something to the set at each of the next writes of this command, `times` in all. */
  const atWrite = (command: string, times: number, act: () => unknown) => {
    let left = times;
    return set.onWrite((writing) => {
      if (writing.command === command && left-- > 0) void act();
    });
  };

  it('does not end a process that starts: indexes are created after lost connections', async () => {
    const schema = new Schema({ _id: String, email: String }, { collection: 'things' });
    connection.model('Thing', schema.index({ email: 1 }, { unique: true }));
    let drops = 0;
    atWrite('createIndexes', 3, () => (drops++, set.dropConnections()));
    await ensureIndexes(connection);
    expect(drops).to.equal(3);
    const indexes = await connection.collection('things').indexes();
    expect(indexes.map(({ name }) => name)).to.include('email_1');
  });

  it('is answered as unavailable when connections are lost again and again', async () => {
    atWrite('update', 2, () => set.dropConnections());
    // not retryable: updateMany is sent once
    isRetryable(await asError(connection.collection('things').updateMany({}, { $set: { n: 1 } })));
  });

  for (const waiting of ['PrimarySteppedDown', 'InterruptedDueToReplStateChange'] as const)
    it(`is answered as unavailable when it is ${waiting}`, async () => {
      const failOver: FailOver = { rollBack: true, waiting };
      set.pauseReplication();
      let failing: Promise<void> | undefined;
      atWrite('update', 1, () => setImmediate(() => (failing = set.failOver(failOver))));
      const error = await asError(connection.collection('things').updateMany({}, { $set: { n: 1 } }));
      expect(error).to.be.instanceOf(MongoServerError);
      isRetryable(error);
      await failing;
    });

  it('is answered as unavailable for each code of a member that is no primary, and for each error of a lost connection', () => {
    for (const code of [91, 189, 10107, 11600, 11602, 13435, 13436])
      isRetryable(new MongoServerError({ ok: 0, code, errmsg: 'not primary' }));
    isRetryable(new MongoNetworkError('read ECONNRESET'));
    isRetryable(new mongoose.mongo.MongoWriteConcernError({ ok: 1, writeConcernError: { code: 189, errmsg: 'x' } }));
  });

  it('is told from what the server refuses', async () => {
    for (const code of [2, 11000, 10334])
      expect(toProblem(new MongoServerError({ ok: 0, code, errmsg: 'no' })).status).to.equal(500);
    expect(toProblem(Object.assign(new Error('not of the database'), { code: 189 })).status).to.equal(500);
    let tries = 0;
    await asError(retryOutages(async () => (tries++, Promise.reject(new Error('refused')))));
    expect(tries).to.equal(1);
  });

  it('ends what is tried again only after its time', async () => {
    let tries = 0;
    const error = await asError(
      retryOutages(async () => (tries++, Promise.reject(new MongoNetworkError('gone'))), 300),
    );
    expect(error).to.be.instanceOf(MongoNetworkError);
    expect(tries).to.be.above(1);
  });
});
