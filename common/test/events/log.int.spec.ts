import type { EventRecord } from '@shop/protos/generated/shop/v1/EventRecord';
import { startStore, type TestStore } from '@shop/testkit/store';
import { anEvent } from '@shop/testkit/events/an-event';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { LogHints } from '../../dist/events/hints.js';
import { eventsService } from '../../dist/grpc/event-log-server.js';
import { silentLogger } from '../../dist/logging/logger.js';
import { connectMongo, ensureIndexes } from '../../dist/mongo/connection.js';
import { EventLog, eventModel } from '../../dist/mongo/event-log.js';

describe('the log of events', () => {
  let store: TestStore;
  let mongo: Connection;
  let log: EventLog;
  let openLog: () => EventLog;
  before(async () => {
    store = await startStore();
  });
  after(() => store?.stop());
  let n = 0;
  beforeEach(async () => {
    mongo = await connectMongo(store.uri(`log${++n}`), { logger: silentLogger() });
    const events = eventModel(mongo);
    openLog = () => new EventLog(events, 30);
    log = openLog();
    await ensureIndexes(mongo);
  });
  afterEach(() => mongo.close());

  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('has no gap and no duplicate when two replicas append at once', async () => {
    const [one, two] = [openLog(), openLog()];
    const events = upTo(300).map((each) => anEvent(`e${each}`));
    const batches = (of: typeof events) => upTo(30).map((at) => of.slice((at - 1) * 10, at * 10));
    const all = (on: EventLog, of: typeof events) =>
      batches(of).reduce((before, batch) => before.then(async () => void (await on.append(batch))), Promise.resolve());
    await Promise.all([all(one, events), all(two, events.toReversed())]);
    const appended = await log.after(0, 100_000);
    expect(appended.map(({ _id }) => _id)).to.deep.equal(upTo(300));
    expect(new Set(appended.map(({ json }) => (JSON.parse(json) as { id: string }).id)).size).to.equal(300);
  });

  it('can be followed on a replica that gets no hint of what another one appends', async () => {
    await log.begin();
    const closing = new AbortController();
    const { signal } = closing;
    const served = eventsService({ log, hints: new LogHints(), callers: { Read: [], Head: [] }, closing: signal });
    const followed = served.handlers['Read']!(
      { after: 0, fromMs: 0, limit: 0, follow: true } as never,
      { signal } as never,
    );
    const seen: number[] = [];
    const following = (async () => {
      for await (const { position } of followed as AsyncIterable<{ position: number }>) seen.push(position);
    })();
    for (const id of ['1', '2', '3']) {
      await openLog().append([anEvent(id)]);
      await until(`event ${id}`, () => seen.at(-1) === Number(id), 5_000);
    }
    closing.abort();
    await following;
    expect(seen).to.deep.equal([1, 2, 3]);
  });

  it('sends events of the types that it is asked for, those without a known type, and how far it looked', async () => {
    await log.begin();
    const types = ['done', 'made', 'done', 'made', 'made'];
    await log.append(types.map((type, index) => ({ ...anEvent(`${index + 1}`), type })));
    // as a release before types were stored appended it
    await mongo.db!.collection<{ _id: number }>('events').updateOne({ _id: 2 }, { $unset: { type: 1 } });
    const { signal } = new AbortController();
    const served = eventsService({ log, hints: new LogHints(), callers: { Read: [], Head: [] }, closing: signal });
    const read = async (request: object) => {
      const all = { after: 0, fromMs: 0, limit: 0, follow: false, only: null, ...request };
      const sent: string[] = [];
      const records = served.handlers['Read']!(all as never, { signal } as never) as AsyncIterable<EventRecord>;
      for await (const { position, json } of records) sent.push(`${position}${json && ' with its event'}`);
      return sent;
    };
    expect(await read({ only: { types: ['done'] } })).to.deep.equal([
      '1 with its event',
      '2 with its event',
      '3 with its event',
      '5',
    ]);
    expect(await read({ only: { types: [] } })).to.deep.equal(['2 with its event', '5']);
    expect(await read({ only: { types: [] }, after: 2, limit: 2 })).to.deep.equal(['4']);
    expect(await read({ after: 3 })).to.deep.equal(['4 with its event', '5 with its event']);
  });

  it('continues its positions when all events have expired', async () => {
    await log.begin();
    await log.append([anEvent('1'), anEvent('2')]);
    await log.lease('me', 1_000);
    await mongo.db!.collection('events').deleteMany({ id: { $ne: 'log' } });
    const again = openLog();
    expect(await again.ends(0)).to.deep.equal({ oldest: 3, newest: 2 });
    expect(await again.append([anEvent('3')])).to.equal(3);
  });

  it('finds the position before a time', async () => {
    for (const id of ['1', '2', '3']) await log.append([anEvent(id)]);
    const at = (await log.after(1, 1))[0]!.at;
    expect(await log.before(new Date(0))).to.equal(0);
    expect(await log.before(new Date(Date.now() + 1_000))).to.equal(3);
    expect(await log.before(at)).to.be.within(0, 1);
  });
});
