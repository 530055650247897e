import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { isPending, things, withClients, type Clients, type MongoClient } from '@shop/testkit/replica-set/client';
import { serverError } from '@shop/testkit/server-error';

describe('the model of a replica set: write concern', () => {
  let clients: Clients;
  let client: MongoClient;
  beforeEach(async () => {
    clients = await withClients();
    client = await clients.connect();
  });
  afterEach(() => clients.close());

  // https://www.mongodb.com/docs/manual/reference/write-concern/#mongodb-writeconcern-writeconcern.-majority-
  it('answers a write with w: majority when a majority has it', async () => {
    clients.set.pauseReplication();
    const write = things(client).insertOne({ _id: 'a' }, { writeConcern: { w: 'majority' } });
    expect(await isPending(write)).to.equal(true);
    clients.set.resume();
    expect((await write).acknowledged).to.equal(true);
  });

  // the same page, "Implicit Default Write Concern": majority since MongoDB 5.0
  it('treats a write without a write concern as one with w: majority', async () => {
    clients.set.pauseReplication();
    const write = things(client).insertOne({ _id: 'a' });
    expect(await isPending(write)).to.equal(true);
    clients.set.resume();
    await write;
  });

  it('answers a write with w: 1 at once', async () => {
    clients.set.pauseReplication();
    await things(client).insertOne({ _id: 'a' }, { writeConcern: { w: 1 } });
    expect(clients.set.behind).to.equal(1);
  });

  it('replicates a write to the majority after the lag', async () => {
    clients.set.lagMs = 80;
    const began = Date.now();
    await things(client).insertOne({ _id: 'a' }, { writeConcern: { w: 'majority' } });
    expect(Date.now() - began).to.be.at.least(75);
  });

  // https://www.mongodb.com/docs/manual/reference/write-concern/#wtimeout: "MongoDB does not undo successful data modifications"
  it('answers a write concern error after wtimeout, and keeps the write', async () => {
    clients.set.pauseReplication();
    const write = things(client).insertOne({ _id: 'a' }, { writeConcern: { w: 'majority', wtimeoutMS: 30 } });
    const error = await serverError(write);
    expect(error.code).to.equal(64);
    expect(error.errorResponse['writeConcernError']).to.deep.include({ codeName: 'WriteConcernFailed' });
    expect(error.errorLabels).to.not.include('RetryableWriteError');
    expect(await things(client).findOne({ _id: 'a' })).to.deep.equal({ _id: 'a' });
    clients.set.resume();
    const majority = things(client, { readConcern: { level: 'majority' } });
    await until('a majority has it', () => majority.findOne({ _id: 'a' }), 1000);
  });

  // mongodb/mongo jstests/replsets/noop_writes_wait_for_write_concern.js: "we advance the repl client's last optime to the
  // optime of the newest entry in the oplog" (LastOpFixer)
  it('makes a write that changes nothing wait for earlier writes', async () => {
    await things(client).insertOne({ _id: 'a', n: 1 });
    clients.set.pauseReplication();
    await things(client).updateOne({ _id: 'a' }, { $set: { n: 2 } }, { writeConcern: { w: 1 } });
    const nothing = things(client).updateOne({ _id: 'a', n: 1 }, { $set: { n: 3 } });
    const refused = serverError(things(client).insertOne({ _id: 'a' }));
    expect(await isPending(nothing)).to.equal(true);
    expect(await isPending(refused)).to.equal(true);
    clients.set.resume();
    expect((await nothing).matchedCount).to.equal(0);
    expect((await refused).code).to.equal(11000);
  });
});
