import { expect } from 'chai';
import mongoose from 'mongoose';
import { startServer } from '@shop/mongo-lite/server';
import type { RunningServer } from '@shop/mongo-lite/server';
import { serverError } from '@shop/testkit/server-error';

const { MongoClient } = mongoose.mongo;

describe('authentication', () => {
  let server: RunningServer;
  before(async () => {
    server = await startServer({ inMemory: true, user: 'shop', password: 'p@ss,w=rd' });
  });
  after(() => server.close());

  async function as<T>(
    auth: { username: string; password: string } | undefined,
    use: (db: mongoose.mongo.Db) => Promise<T>,
  ) {
    const client = new MongoClient(server.uri, { ...(auth ? { auth } : {}), serverSelectionTimeoutMS: 2_000 });
    try {
      return await use(client.db('shop'));
    } finally {
      await client.close();
    }
  }

  it('accepts the user by SCRAM-SHA-256, whatever mongoose requests by default', async () => {
    const connection = await mongoose
      .createConnection(
        `mongodb://shop:${encodeURIComponent('p@ss,w=rd')}@127.0.0.1:${server.port}/shop?authSource=admin`,
      )
      .asPromise();
    await connection.collection('orders').insertOne({ a: 1 });
    expect(await connection.collection('orders').countDocuments()).to.equal(1);
    await connection.close();
  });

  it('refuses a wrong password and an unknown user in the same way', async () => {
    for (const auth of [
      { username: 'shop', password: 'wrong' },
      { username: 'nobody', password: 'p@ss,w=rd' },
    ]) {
      const error = await serverError(as(auth, (db) => db.collection('orders').findOne({})));
      expect([error.code, error.message]).to.deep.equal([18, 'Authentication failed.']);
    }
  });

  it('refuses every command except hello without authentication', async () => {
    for (const command of [
      { find: 'orders' },
      { insert: 'orders', documents: [{}] },
      { listDatabases: 1 },
      { dropDatabase: 1 },
    ]) {
      const error = await serverError(as(undefined, (db) => db.command(command)));
      expect([error.code, error.codeName]).to.deep.equal([13, 'Unauthorized']);
    }
    expect(await as(undefined, (db) => db.command({ ping: 1 }))).to.have.property('ok', 1);
  });
});
