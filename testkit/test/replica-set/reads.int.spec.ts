import { expect } from 'chai';
import { things, withClients, type Clients, type MongoClient } from '@shop/testkit/replica-set/client';
import { serverError } from '@shop/testkit/server-error';

const MAJORITY = { readConcern: { level: 'majority' } } as const;
const NOW = { writeConcern: { w: 1 } } as const;

describe('the model of a replica set: read concern', () => {
  let clients: Clients;
  let client: MongoClient;
  beforeEach(async () => {
    clients = await withClients();
    client = await clients.connect();
    await things(client).insertOne({ _id: 'a', n: 1 });
    clients.set.pauseReplication();
    await things(client).updateOne({ _id: 'a' }, { $set: { n: 2 } }, NOW);
  });
  afterEach(() => clients.close());

  // https://www.mongodb.com/docs/manual/reference/read-concern-local/: "no guarantee that the data has been written to a majority"
  it('returns with local what no majority has', async () => {
    expect((await things(client).findOne({ _id: 'a' }))?.n).to.equal(2);
  });

  // https://www.mongodb.com/docs/manual/reference/read-concern-majority/: "durable and guaranteed to not roll back"
  it('returns with majority only what cannot be rolled back, which may be older', async () => {
    expect((await things(client, MAJORITY).findOne({ _id: 'a' }))?.n).to.equal(1);
    expect(await things(client, MAJORITY).countDocuments({ n: 2 })).to.equal(0);
    expect(await things(client, MAJORITY).distinct('n')).to.deep.equal([1]);
  });

  // the same page: a secondary has its own view of the data at the majority-commit point
  it('returns on a secondary only what a majority has', async () => {
    const lagging = things(client, { readPreference: 'secondary' });
    expect((await lagging.findOne({ _id: 'a' }))?.n).to.equal(1);
  });

  it('continues a cursor on the data on which it was opened', async () => {
    clients.set.resume();
    await things(client).insertMany(['b', 'c', 'd'].map((_id) => ({ _id, n: 1 })));
    clients.set.pauseReplication();
    await things(client).deleteMany({ _id: { $gt: 'a' } }, NOW);
    const ids = async (options: object) =>
      (await things(client, options).find({}, { batchSize: 2 }).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    expect(await ids(MAJORITY)).to.deep.equal(['a', 'b', 'c', 'd']);
    expect(await ids({})).to.deep.equal(['a']);
  });

  // mongodb/mongo src/mongo/base/error_codes.yml, NotPrimaryNoSecondaryOk; the driver does not know of the election yet
  it('refuses a read on a secondary from a client that expects the primary', async () => {
    const stale = await clients.connect({
      retryReads: false,
      serverMonitoringMode: 'poll',
      heartbeatFrequencyMS: 60_000,
    });
    await things(stale).findOne({ _id: 'a' });
    await clients.set.failOver({ rollBack: false, waiting: 'PrimarySteppedDown' });
    expect((await serverError(things(stale).findOne({ _id: 'a' }))).code).to.equal(13435);
  });
});
