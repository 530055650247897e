import { startStore, type TestStore } from '@shop/testkit/store';
import { anEvent } from '@shop/testkit/events/an-event';
import { usesIndex } from '@shop/testkit/query-plan';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import mongoose, { Schema, type Connection, type Model } from 'mongoose';
import sinon from 'sinon';
import { startEventRelay } from '../../dist/events/relay.js';
import { Faults } from '../../dist/faults.js';
import { silentLogger } from '../../dist/logging/logger.js';
import { createMetrics, type Metrics } from '../../dist/metrics.js';
import { connectMongo, ensureIndexes } from '../../dist/mongo/connection.js';
import { EventLog, eventModel } from '../../dist/mongo/event-log.js';
import { publishedFields, Unpublished, unpublishedIndex } from '../../dist/mongo/unpublished.js';
import type { EventOf } from '../../dist/events/event.js';

interface Thing {
  _id: string;
  status: string;
  history: { status: string; at: Date }[];
  revision: number;
  updatedAt: Date;
  told?: number;
  toldStatus?: string;
}

const eventsOf = ({ _id, history }: Thing): EventOf[] =>
  history.map(({ status, at }, index) => ({
    n: index + 1,
    at,
    event: { ...anEvent(`${_id}.${index + 1}`), subject: _id, type: status },
  }));

describe('the relay of events to their log', () => {
  let store: TestStore;
  let mongo: Connection;
  let things: Model<Thing>;
  let log: EventLog;
  let openLog: () => EventLog;
  let faults: Faults;
  let metrics: Metrics;
  const stops: (() => Promise<void>)[] = [];
  before(async () => {
    store = await startStore();
  });
  after(() => store?.stop());
  let n = 0;
  beforeEach(async () => {
    mongo = await connectMongo(store.uri(`relay${++n}`), { logger: silentLogger() });
    const schema = new Schema<Thing>(
      { _id: String, status: String, updatedAt: Date, revision: Number, ...publishedFields },
      { collection: 'things', strict: false },
    );
    things = mongo.model<Thing>('Thing', schema.index(unpublishedIndex));
    const events = eventModel(mongo);
    openLog = () => new EventLog(events, 30);
    log = openLog();
    faults = new Faults(true);
    await ensureIndexes(mongo);
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await mongo.close();
  });

  const relay = async (of = openLog()) => {
    await of.begin();
    metrics = createMetrics('test');
    const unpublished = new Unpublished(things, ['made', 'done', 'gone']);
    const stop = startEventRelay({
      log: of,
      unpublished,
      eventsOf,
      onAppended: () => undefined,
      logger: silentLogger(),
      metrics,
      faults,
      faultPrefix: 'test',
    });
    stops.push(stop);
    return stop;
  };
  /** Writes a document as every release does, including those before events. */
  const enter = async (_id: string, status: string, at = new Date()) => {
    const change = { $set: { status, updatedAt: at }, $push: { history: { status, at } }, $inc: { revision: 1 } };
    await mongo.db!.collection<Thing>('things').updateOne({ _id }, change, { upsert: true });
  };
  const appended = async () =>
    (await log.after(0, 100_000)).map(({ _id, json }) => ({
      _id,
      ...(JSON.parse(json) as { id: string; type: string }),
    }));
  const appendedIds = async () => (await appended()).map(({ id }) => id);
  const positions = async () => (await appended()).map(({ _id }) => _id);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('has one event for each change of a document, in order, even for changes in quick succession', async () => {
    await relay();
    await enter('a', 'made');
    await enter('a', 'done');
    await until('two events', async () => (await appended()).length === 2);
    await enter('a', 'gone');
    await until('three events', async () => (await appended()).length === 3);
    expect(await appendedIds()).to.deep.equal(['a.1', 'a.2', 'a.3']);
    await until(
      'it is marked',
      async () => (await things.findOne({ _id: 'a', told: 3, toldStatus: 'gone' }).lean()) !== null,
    );
  });

  it('has no events of changes before it began, but those of later changes to old documents', async () => {
    await enter('old', 'made', new Date(Date.now() - 60_000));
    await enter('idle', 'made', new Date(Date.now() - 60_000));
    await relay();
    await enter('old', 'done');
    await until('the new event', async () => (await appended()).length === 1);
    expect(await appendedIds()).to.deep.equal(['old.2']);
  });

  it('skips documents whose events cannot be made, even more than a batch, and reports how long they wait', async () => {
    const waited = async () => {
      const { values } = await metrics.registry.getSingleMetric('events_untold_seconds')!.get();
      return values[0]!.value;
    };
    await openLog().begin();
    const broken = upTo(250).map((each) => ({ _id: `bad${each}`, status: 'made', revision: 1, updatedAt: new Date() }));
    await mongo.db!.collection<{ _id: string }>('things').insertMany(broken);
    await enter('a', 'made');
    const stop = await relay();
    await until('the event of the other one', async () => (await appendedIds()).includes('a.1'));
    await until('the metric shows that some wait', async () => (await waited()) > 0.2);

    const fixed = { $set: { history: [{ status: 'made', at: new Date() }] } };
    await mongo.db!.collection<{ _id: string }>('things').updateMany({ _id: /^bad/ }, fixed);
    await stop();
    await relay();
    await until('all have events after a restart', async () => (await appended()).length === 251);
    await until('nothing waits', async () => (await waited()) === 0);
  });

  for (const point of [
    'test.event-append.before',
    'test.event-append.after',
    'test.event-mark.before',
    'test.event-mark.after',
  ])
    it(`has each event once when the relay fails at ${point}`, async () => {
      await relay();
      faults.arm({ at: point, do: 'unavailable', times: 1, delayMs: 0 });
      await enter('a', 'made');
      await enter('b', 'made');
      await enter('a', 'done');
      await until(
        'all are marked',
        async () =>
          (await things.countDocuments({ toldStatus: { $exists: true } })) === 2 && faults.list().armed.length === 0,
      );
      await enter('b', 'done');
      await until('four events', async () => (await appended()).length === 4);
      expect((await appendedIds()).toSorted()).to.deep.equal(['a.1', 'a.2', 'b.1', 'b.2']);
      expect(await positions()).to.deep.equal(upTo(4));
    });

  it('lets another replica take over when the one that appends is gone', async () => {
    const stop = await relay();
    await relay();
    await enter('a', 'made');
    await until('one event', async () => (await appended()).length === 1);
    await stop();
    await enter('a', 'done');
    await until('two events', async () => (await appended()).length === 2);
  });

  it('finds documents without events by their index alone', async () => {
    for (let each = 0; each < 50; each++) await enter(`t${each}`, 'made');
    const find = sinon.spy(mongoose.mongo.Collection.prototype, 'find');
    try {
      await new Unpublished(things, ['made', 'done', 'gone']).find(new Date(0), 10);
    } finally {
      find.restore();
    }
    const filter = find.firstCall.args[0] as Record<string, unknown>;
    expect(filter).to.have.property('$or').with.lengthOf(3);
    await usesIndex(mongo, { collection: 'things', filter });
  });
});
