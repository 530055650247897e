import { status as Status } from '@grpc/grpc-js';
import { Problem, toProblem } from '@shop/common/errors';
import { toServiceError } from '@shop/common/grpc/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { isMongoOutage, retryOutages } from '@shop/common/mongo/outage';
import { expect } from 'chai';
import mongoose, { Schema } from 'mongoose';
import { things, withClients, type Clients, type MongoClient } from '@shop/testkit/replica-set/client';
import type { ReplicaSet } from '@shop/testkit/replica-set/replica-set';
import { until } from '@shop/testkit/until';

/** What interrupts a write that waits for the majority. */
const STRIKES: Record<string, (set: ReplicaSet) => Promise<unknown> | void> = {
  'the connection breaks': (set) => set.dropConnections(),
  'the primary dies': (set) => set.failOver({ rollBack: true }),
  'the primary steps down': (set) => set.failOver({ rollBack: true, waiting: 'PrimarySteppedDown' }),
  'the primary is interrupted': (set) => set.failOver({ rollBack: true, waiting: 'InterruptedDueToReplStateChange' }),
};

const CALLS: Record<string, (client: MongoClient) => Promise<unknown>> = {
  insertOne: (client) => things(client).insertOne({ _id: 'a' }),
  updateOne: (client) => things(client).updateOne({ _id: 'there' }, { $set: { n: 2 } }),
  findOneAndUpdate: (client) => things(client).findOneAndUpdate({ _id: 'there' }, { $set: { n: 2 } }),
  insertMany: (client) => things(client).insertMany([{ _id: 'a' }, { _id: 'b' }], { ordered: false }),
  bulkWrite: (client) =>
    things(client).bulkWrite([{ updateOne: { filter: { _id: 'there' }, update: { $set: { n: 2 } } } }]),
  'a command': (client) =>
    client.db('test').command({ insert: 'things', documents: [{ _id: 'a' }], writeConcern: { w: 'majority' } }),
  createIndex: (client) => things(client).createIndex({ n: 1 }),
};

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  );

function isUnavailable(error: unknown): void {
  const problem = toProblem(error);
  expect([problem.status, problem.code, problem.retryAfter], String(error)).to.deep.equal([
    503,
    'SERVICE_UNAVAILABLE',
    1,
  ]);
  expect(problem.message).to.match(/database cannot be reached/);
  expect(toServiceError(problem).code).to.equal(Status.UNAVAILABLE);
}

describe('a database that cannot be reached', () => {
  let clients: Clients;
  beforeEach(async () => {
    clients = await withClients();
  });
  afterEach(() => clients.close());

  for (const [strike, happens] of Object.entries(STRIKES))
    for (const [call, make] of Object.entries(CALLS))
      it(`is 503 and UNAVAILABLE when ${strike} while ${call} waits`, async () => {
        const client = await clients.connect({ retryWrites: false });
        await things(client).insertOne({ _id: 'there', n: 1 });
        clients.set.pauseReplication();
        const failure = failureOf(make(client));
        await until('it is written', () => clients.set.behind === 1);
        await happens(clients.set);
        clients.set.resume();
        isUnavailable(await failure);
      });

  it('is 503 and UNAVAILABLE when the connection breaks while a command is still being sent', async () => {
    const client = await clients.connect({ retryWrites: false, minPoolSize: 1 });
    await things(client).insertOne({ _id: 'there' });
    // more than the socket takes at once
    const failure = failureOf(things(client).insertOne({ _id: 'x'.repeat(12 * 1024 * 1024) }));
    await new Promise(setImmediate);
    clients.set.dropConnections();
    isUnavailable(await failure);
  });

  it('is 503 and UNAVAILABLE for a member that is not primary, a lost cursor, and a majority that is not reached', async () => {
    const client = await clients.connect({ retryWrites: false, retryReads: false });
    await things(client).insertMany(['a', 'b', 'c', 'd'].map((_id) => ({ _id })));
    const cursor = things(client).find({}, { batchSize: 2 });
    await cursor.next();
    await cursor.next();
    clients.set.pauseReplication();
    isUnavailable(
      await failureOf(things(client, { writeConcern: { w: 'majority', wtimeoutMS: 20 } }).insertOne({ _id: 'late' })),
    );
    clients.set.resume();
    await clients.set.failOver({ rollBack: false });
    isUnavailable(await failureOf(cursor.next()));
    const { MongoServerError } = mongoose.mongo;
    for (const code of [10_107, 13_435, 189, 91, 11_600, 11_602])
      isUnavailable(new MongoServerError({ message: 'not primary', code }));
  });

  it('is not confused with a refusal by the database or a programming error', () => {
    const { MongoServerError } = mongoose.mongo;
    for (const error of [
      new MongoServerError({ message: 'duplicate key', code: 11_000 }),
      new MongoServerError({ message: 'too large', code: 10_334 }),
      Object.assign(new Error('of something else'), { code: 189 }),
      new TypeError('x is not a function'),
      undefined,
    ])
      expect([isMongoOutage(error), toProblem(error).status]).to.deep.equal([false, 500]);
    expect(toProblem(new Error('wrapped', { cause: new mongoose.mongo.MongoNetworkError('gone') })).status).to.equal(
      503,
    );
    expect(toProblem(new Problem(404, 'ORDER_NOT_FOUND')).status).to.equal(404);
  });

  it('is retried during a start until it answers or the time limit has passed', async () => {
    const connection = await connectMongo(`${clients.set.uri}/test`, { logger: silentLogger() });
    connection.model('Thing', new Schema({ n: Number }, { collection: 'indexed' }).index({ n: 1 }));
    let broken = 0;
    const stop = clients.set.onWrite(({ command }) => {
      if (command === 'createIndexes' && broken++ < 3) clients.set.dropConnections();
    });
    await ensureIndexes(connection);
    stop();
    expect(broken).to.be.above(3);
    expect((await connection.db!.collection('indexed').indexes()).map(({ name }) => name)).to.include('n_1');
    let tries = 0;
    const never = async () => {
      tries += 1;
      throw new mongoose.mongo.MongoNetworkError('gone');
    };
    expect(await failureOf(retryOutages(never, 300))).to.have.property('message', 'gone');
    expect(tries).to.be.within(2, 8);
    await connection.close();
  });
});
