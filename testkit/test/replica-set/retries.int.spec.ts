import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { things, withClients, type Clients, type MongoClient } from '@shop/testkit/replica-set/client';
import { serverError } from '@shop/testkit/server-error';

// https://www.mongodb.com/docs/manual/core/retryable-writes/ and mongodb/mongo src/mongo/db/transaction (config.transactions)
describe('the model of a replica set: retryable writes', () => {
  let clients: Clients;
  let client: MongoClient;
  beforeEach(async () => {
    clients = await withClients();
    client = await clients.connect();
    await things(client).insertOne({ _id: 'a', n: 0 });
  });
  afterEach(() => clients.close());

  const stuckIncrement = async () => {
    clients.set.pauseReplication();
    const write = things(client).findOneAndUpdate({ _id: 'a' }, { $inc: { n: 1 } }, { returnDocument: 'after' });
    write.catch(() => undefined);
    await until('it is written', () => clients.set.behind === 1);
    return { write };
  };

  it('answers the retry of a write that was carried out with the stored answer', async () => {
    const { write } = await stuckIncrement();
    clients.set.dropConnections();
    clients.set.resume();
    expect((await write)?.n).to.equal(1);
    expect((await things(client).findOne({ _id: 'a' }))?.n).to.equal(1);
  });

  it('carries out the retry of a write that was rolled back', async () => {
    const { write } = await stuckIncrement();
    await clients.set.failOver({ rollBack: true });
    clients.set.resume();
    expect((await write)?.n).to.equal(1);
    expect((await things(client).findOne({ _id: 'a' }))?.n).to.equal(1);
  });

  it('recognizes after a fail-over the retry of a write that was carried out before it', async () => {
    const { write } = await stuckIncrement();
    await clients.set.failOver({ rollBack: false });
    clients.set.resume();
    expect((await write)?.n).to.equal(1);
    expect((await things(client).findOne({ _id: 'a' }))?.n).to.equal(1);
  });

  it('refuses an older txnNumber of the same session', async () => {
    const id = new (await import('mongoose')).default.mongo.Binary(Buffer.alloc(16, 7), 4);
    const send = (txnNumber: number) => {
      const update = {
        update: 'things',
        updates: [{ q: { _id: 'a' }, u: { $inc: { n: 1 } } }],
        lsid: { id },
        txnNumber,
      };
      return client.db('test').command(update);
    };
    await send(2);
    expect(await send(2)).to.deep.include({ n: 1, retriedStmtIds: [0] });
    expect((await serverError(send(1))).code).to.equal(225);
  });

  it('refuses, by name, commands that it cannot replicate or does not model', async () => {
    const command = async (fields: object) => (await serverError(client.db('test').command(fields as never))).message;
    expect(await command({ insert: 'things', documents: [{ n: 1 }] })).to.include('An insert without _id');
    const upsert = { q: { n: 5 }, u: { $set: { n: 5 } }, upsert: true };
    expect(await command({ update: 'things', updates: [upsert] })).to.include('An upsert without _id');
    const dated = { q: {}, u: { $currentDate: { at: true } } };
    expect(await command({ update: 'things', updates: [dated] })).to.include('$currentDate');
    expect(await command({ find: 'things', readConcern: { level: 'linearizable' } })).to.include('linearizable');
    expect(await command({ insert: 'things', documents: [{ _id: 1 }], writeConcern: { w: 3 } })).to.include('w: 3');
  });
});
