import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { isPending, memberUri, things, withClients, type Clients } from '@shop/testkit/replica-set/client';
import { serverError } from '@shop/testkit/server-error';
import type { FailOver } from '@shop/testkit/replica-set/replica-set';

const NOW = { writeConcern: { w: 1 } } as const;

describe('the model of a replica set: elections', () => {
  let clients: Clients;
  beforeEach(async () => {
    clients = await withClients();
  });
  afterEach(() => clients.close());

  // https://www.mongodb.com/docs/manual/core/replica-set-rollbacks/
  it('rolls back writes that no majority has, keeps the others, and accepts writes again', async () => {
    const client = await clients.connect();
    await things(client).createIndex({ n: 1 }, { unique: true });
    await things(client).insertOne({ _id: 'kept', n: 1 });
    clients.set.pauseReplication();
    await things(client).insertOne({ _id: 'lost', n: 2 }, NOW);
    await clients.set.failOver({ rollBack: true });
    clients.set.resume();
    expect(await things(client).find().toArray()).to.deep.equal([{ _id: 'kept', n: 1 }]);
    await things(client).insertOne({ _id: 'new', n: 2 });
    expect((await serverError(things(client).insertOne({ _id: 'newer', n: 2 }))).code).to.equal(11000);
  });

  // https://www.mongodb.com/docs/manual/reference/command/replSetStepDown/: it waits for a secondary to catch up
  it('loses nothing when the primary steps down after a secondary has caught up', async () => {
    const client = await clients.connect();
    clients.set.pauseReplication();
    await things(client).insertOne({ _id: 'a' }, NOW);
    await clients.set.failOver({ rollBack: false });
    expect(await things(client).findOne({ _id: 'a' })).to.deep.equal({ _id: 'a' });
  });

  // src/mongo/db/repl/README.md, "Commit point propagation", and docs/decisions/0033: a new primary commits nothing of the
  // terms before its own until a write of its own term is committed
  it('answers majority reads with older data, and blocks writes, until a new primary knows its commit point', async () => {
    const client = await clients.connect({ readConcernLevel: 'majority' });
    await things(client).insertOne({ _id: 'a', n: 1 });
    clients.set.keepCommitPoint();
    await things(client).updateOne({ _id: 'a' }, { $set: { n: 2 } });
    expect(await things(client).findOne({ _id: 'a' }), 'of the old primary').to.deep.equal({ _id: 'a', n: 2 });
    await clients.set.failOver({ rollBack: false });
    expect(await things(client).findOne({ _id: 'a' })).to.deep.equal({ _id: 'a', n: 1 });
    expect(await things(client, { readConcern: { level: 'local' } }).findOne({ _id: 'a' })).to.deep.equal({
      _id: 'a',
      n: 2,
    });
    const written = things(client).updateOne({ _id: 'a', n: 2 }, { $set: { n: 2 } });
    expect(await isPending(written)).to.equal(true);
    clients.set.resume();
    expect((await written).matchedCount).to.equal(1);
    expect(await things(client).findOne({ _id: 'a' })).to.deep.equal({ _id: 'a', n: 2 });
  });

  // mongodb/mongo src/mongo/db/repl/replication_coordinator_impl.cpp, setErrorAll, and src/mongo/db/error_labels.cpp
  for (const [name, code] of [
    ['PrimarySteppedDown', 189],
    ['InterruptedDueToReplStateChange', 11602],
  ] as [NonNullable<FailOver['waiting']>, number][])
    it(`answers ${name} to a write that waits for the majority, and labels a retryable one`, async () => {
      const [plain, retrying] = await Promise.all([
        clients.connect({ retryWrites: false }),
        clients.connect({ monitorCommands: true }),
      ]);
      const labels: unknown[] = [];
      retrying.on('commandSucceeded', ({ reply }) => labels.push((reply as Record<string, unknown>)['errorLabels']));
      clients.set.pauseReplication();
      const error = serverError(things(plain).insertOne({ _id: 'a' }));
      const written = things(retrying).insertOne({ _id: 'b' });
      await until('both are written', () => clients.set.behind === 2);
      await clients.set.failOver({ rollBack: true, waiting: name });
      clients.set.resume();
      expect((await error).code).to.equal(code);
      expect((await error).errorLabels).to.not.include('RetryableWriteError');
      await written;
      expect(labels).to.deep.include(['RetryableWriteError']);
      expect(await things(retrying).countDocuments()).to.equal(1);
    });

  // https://github.com/mongodb/specifications server-discovery-and-monitoring: "not writable primary" errors
  it('answers NotWritablePrimary to a write on a secondary', async () => {
    const secondary = await clients.connect({ retryWrites: false }, memberUri(clients.set, 1));
    const error = await serverError(things(secondary).insertOne({ _id: 'a' }));
    expect(error.code).to.equal(10107);
    expect(error.errorResponse).to.have.property('topologyVersion');
  });

  // the same specification, "electionId and setVersion": they only grow, and the greatest is the primary
  it('answers hello as a replica set, with a greater electionId after a fail-over', async () => {
    const client = await clients.connect();
    const greeting = () => client.db('admin').command({ hello: 1 });
    const before = await greeting();
    expect(before).to.deep.include({ isWritablePrimary: true, setName: 'model', setVersion: 1 });
    expect(before['hosts']).to.have.length(2).and.include(before['me']);
    await clients.set.failOver({ rollBack: true });
    const after = await until(
      'another member answers hello as the primary',
      async () => {
        const answer = await greeting();
        return answer['me'] !== before['me'] && answer;
      },
      2_000,
    );
    expect((after as typeof before)['electionId'].toHexString() > before['electionId'].toHexString()).to.equal(true);
  });

  // the same specification, "Streaming protocol": the hello reply waits for a change of topologyVersion
  it('notifies a streaming driver of the new primary at once', async () => {
    const client = await clients.connect({ heartbeatFrequencyMS: 60_000 });
    await client.db('test').command({ ping: 1 });
    const primaries: string[] = [];
    client.on('serverDescriptionChanged', ({ newDescription: { type, address } }) => {
      if (type === 'RSPrimary') primaries.push(address);
    });
    const [, second] = clients.set.uri.split(',');
    await clients.set.failOver({ rollBack: true, waiting: 'PrimarySteppedDown' });
    await until('the driver knows the new primary', () => primaries.includes(second!), 2_000);
  });

  // https://www.mongodb.com/docs/manual/core/read-isolation-consistency-recency/: two primaries for a while
  it('has two primaries during a partition; the old one acknowledges nothing and is rolled back', async () => {
    const stale = await clients.connect({ retryWrites: false }, memberUri(clients.set, 0));
    clients.set.partition();
    const write = things(stale).insertOne({ _id: 'a' });
    const error = serverError(write);
    expect(await isPending(write)).to.equal(true);
    expect(await things(stale).findOne({ _id: 'a' })).to.deep.equal({ _id: 'a' });
    const client = await clients.connect();
    expect(await things(client).findOne({ _id: 'a' })).to.equal(null);
    await things(client).insertOne({ _id: 'b' });
    clients.set.heal();
    await error.catch(() => undefined);
    expect(await things(client).find().toArray()).to.deep.equal([{ _id: 'b' }]);
  });
});
