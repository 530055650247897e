import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import type { Connection, Model } from 'mongoose';
import { startFaultProxy } from '@shop/testkit/fault-proxy';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { mongoJournal } from '../../dist/mongo/journal.js';
import { sagaModel, type SagaDocument } from '../../dist/mongo/saga.model.js';
import type { Entry, SagaRecord, Summary } from '../../dist/core/journal.js';
import type { Journal } from '../../dist/core/ports.js';

describe('the journal in MongoDB', () => {
  let store: TestStore;
  let connection: Connection;
  let model: Model<SagaDocument>;
  let journal: Journal;

  before(async () => {
    store = await startStore();
    connection = await connectMongo(store.uri('sagas'), { logger: silentLogger() });
    model = sagaModel(connection);
    await ensureIndexes(connection);
    journal = mongoJournal(model);
  });
  after(async () => {
    await connection.close();
    await store.stop();
  });
  beforeEach(() => model.deleteMany({}));

  const saga = (id: string, more: Partial<SagaRecord> = {}): SagaRecord => ({
    id,
    type: 'book-trip',
    version: 1,
    correlationId: id,
    input: { n: 1 },
    revision: 0,
    state: 'RUNNING',
    journal: [],
    nextActionAt: 1000,
    deadline: null,
    createdAt: 1,
    updatedAt: 1,
    ...more,
  });
  const entry = (step: string): Entry => ({ type: 'done', step, reply: { ok: true }, startedAt: 1, attempt: 1, at: 2 });
  const summary: Summary = { state: 'WAITING', nextActionAt: 5000, deadline: 5000, updatedAt: 2 };

  it('inserts once: the second insert returns the existing saga', async () => {
    expect((await journal.insert(saga('a'))).inserted).to.equal(true);
    const again = await journal.insert(saga('a', { input: { n: 2 } }));
    expect([again.inserted, again.saga.input]).to.deep.equal([false, { n: 1 }]);
  });

  it('knows its own recent inserts, once', async () => {
    const recent = saga('a', { createdAt: Date.now() });
    await journal.insert(recent);
    expect(mongoJournal(model).recentInsert('a'), 'by another process').to.equal(undefined);
    expect(journal.recentInsert('a')).to.deep.equal(recent);
    expect(journal.recentInsert('a'), 'twice').to.equal(undefined);
    await journal.insert(saga('a', { createdAt: Date.now() }));
    expect(journal.recentInsert('a'), 'inserted again').to.equal(undefined);
    await journal.insert(saga('c', { createdAt: Date.now() }));
    await journal.append('c', 0, { add: [entry('create-trip')] }, summary);
    expect(journal.recentInsert('c'), 'changed').to.equal(undefined);
    await journal.insert(saga('b', { createdAt: Date.now() - 1001 }));
    expect(journal.recentInsert('b'), 'a second later').to.equal(undefined);
  });

  it('distinguishes new sagas from existing ones when several are inserted and loaded in one turn', async () => {
    await journal.insert(saga('old', { input: { n: 0 } }));
    const answers = await Promise.all(['a', 'old', 'b', 'a'].map((id) => journal.insert(saga(id))));
    expect(answers.map(({ inserted }) => inserted)).to.deep.equal([true, false, true, false]);
    expect(answers.map(({ saga: { id, input } }) => [id, input])).to.deep.equal([
      ['a', { n: 1 }],
      ['old', { n: 0 }],
      ['b', { n: 1 }],
      ['a', { n: 1 }],
    ]);
    const loaded = await Promise.all(['b', 'none', 'old', 'b'].map((id) => journal.load(id)));
    expect(loaded.map((found) => found?.id)).to.deep.equal(['b', undefined, 'old', 'b']);
  });

  it('appends only if the revision is unchanged', async () => {
    await journal.insert(saga('a'));
    expect(await journal.append('a', 0, { add: [entry('create-trip')] }, summary)).to.equal(true);
    expect(await journal.append('a', 0, { add: [entry('hold-room')] }, summary)).to.equal(false);
    const stored = (await journal.load('a'))!;
    expect(stored).to.deep.include({ revision: 1, ...summary });
    expect(stored.journal).to.deep.equal([entry('create-trip')]);
  });

  it('lets one of many racing appends win', async () => {
    await journal.insert(saga('a'));
    const won = await Promise.all(
      Array.from({ length: 32 }, (_, i) => journal.append('a', 0, { add: [entry(`step-${i}`)] }, summary)),
    );
    expect(won.filter(Boolean)).to.have.length(1);
    expect((await journal.load('a'))!.journal).to.deep.equal([entry(`step-${won.indexOf(true)}`)]);
  });

  it('reports each append of one turn separately when some of them lose', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => journal.insert(saga(id))));
    await journal.append('b', 0, { add: [entry('first')] }, summary);
    const won = await Promise.all(
      ['a', 'b', 'c'].map((id) => journal.append(id, 0, { add: [entry('second')] }, summary)),
    );
    expect(won).to.deep.equal([true, false, true]);
  });

  it('recognises its own append when the answer was lost', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => journal.insert(saga(id))));
    await journal.append('b', 0, { add: [entry('first')] }, summary);
    const link = await startFaultProxy(Number(new URL(store.uri('sagas')).port));
    const uri = new URL(store.uri('sagas'));
    uri.port = String(link.port);
    const far = await connectMongo(uri.href, { logger: silentLogger() });
    try {
      const beyond = mongoJournal(sagaModel(far));
      await beyond.load('a');
      link.oneWay();
      const won = Promise.all(['a', 'b', 'c'].map((id) => beyond.append(id, 0, { add: [entry('second')] }, summary)));
      await until('the append is made', async () => (await journal.load('c'))?.revision === 1);
      link.cut();
      link.heal();
      expect(await won).to.deep.equal([true, false, true]);
      expect((await journal.load('a'))!.journal).to.deep.equal([entry('second')]);
    } finally {
      await far.close();
      await link.close();
    }
  });

  it('fails only the append that is too large, and reports the others separately', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    await Promise.all(ids.map((id) => journal.insert(saga(id))));
    await journal.append('c', 0, { add: [entry('first')] }, summary);
    const large = { ...entry('large'), reply: 'x'.repeat(17 * 1024 * 1024) } as Entry;
    const appends = ids.map((id) => journal.append(id, 0, { add: [id === 'b' ? large : entry('second')] }, summary));
    const told = await Promise.allSettled(appends);
    const words = told.map((each) => (each.status === 'fulfilled' ? each.value : 'failed'));
    expect(words).to.deep.equal([true, 'failed', false, true]);
    for (const [index, id] of ids.entries()) {
      const { revision, journal: lines } = (await journal.load(id))!;
      expect([revision, lines.at(-1)?.type === 'done']).to.deep.equal(index === 1 ? [0, false] : [1, true]);
    }
  });

  it('fails only the append whose saga has grown too large, even after the batch was written', async () => {
    await journal.insert(saga('b', { input: 'x'.repeat(9 * 1024 * 1024) }));
    await Promise.all(['a', 'c'].map((id) => journal.insert(saga(id))));
    const large = { ...entry('large'), reply: 'x'.repeat(8 * 1024 * 1024) } as Entry;
    const told = await Promise.allSettled(
      ['a', 'b', 'c'].map((id) => journal.append(id, 0, { add: [id === 'b' ? large : entry('x')] }, summary)),
    );
    expect(told.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect(told.map((each) => each.status === 'fulfilled' && each.value)).to.deep.equal([true, false, true]);
  });

  it('fails only the insert that is too large', async () => {
    await journal.insert(saga('c'));
    const told = await Promise.allSettled([
      journal.insert(saga('a')),
      journal.insert(saga('b', { input: 'x'.repeat(17 * 1024 * 1024) })),
      journal.insert(saga('c')),
    ]);
    const words = told.map((each) => (each.status === 'fulfilled' ? each.value.inserted : 'failed'));
    expect(words).to.deep.equal([true, 'failed', false]);
  });

  it('replaces a journal by an equivalent one, at the known revision', async () => {
    await journal.insert(saga('a', { journal: [entry('one'), entry('two'), entry('three')] }));
    expect(await journal.append('a', 0, { replace: [entry('all')] }, summary)).to.equal(true);
    expect(await journal.append('a', 0, { replace: [] }, summary)).to.equal(false);
    expect((await journal.load('a'))!.journal).to.deep.equal([entry('all')]);
  });

  it('finds due sagas, oldest first, page by page, and none that have ended', async () => {
    await Promise.all(
      [
        saga('a', { nextActionAt: 30 }),
        saga('b', { nextActionAt: 10 }),
        saga('c', { nextActionAt: 10 }),
        saga('d', { nextActionAt: null }),
        saga('e', { nextActionAt: 99 }),
      ].map((each) => journal.insert(each)),
    );
    const first = await journal.due(50, 2);
    expect(first.map(({ id }) => id)).to.deep.equal(['b', 'c']);
    expect((await journal.due(50, 2, first[1])).map(({ id }) => id)).to.deep.equal(['a']);
  });

  it('counts live sagas by type and version', async () => {
    await Promise.all(
      [saga('a'), saga('b'), saga('c', { version: 2 }), saga('d', { nextActionAt: null })].map((each) =>
        journal.insert(each),
      ),
    );
    expect(await journal.liveVersions()).to.have.deep.members([
      { type: 'book-trip', version: 1, count: 2, oldest: 1 },
      { type: 'book-trip', version: 2, count: 1, oldest: 1 },
    ]);
  });

  it('is read by index only', async () => {
    const plans = await Promise.all([
      model
        .find({ nextActionAt: { $type: 'number', $lte: 5 } } as never)
        .sort({ nextActionAt: 1, _id: 1 })
        .explain(),
      model.find({ correlationId: 'x' }).sort({ createdAt: -1, _id: -1 }).explain(),
      model.find({ state: 'RUNNING' }).sort({ createdAt: -1, _id: -1 }).explain(),
      model.find({}).sort({ createdAt: -1, _id: -1 }).explain(),
    ]);
    for (const plan of plans)
      expect(JSON.stringify(plan))
        .to.match(/IXSCAN/)
        .and.not.match(/COLLSCAN/);
  });

  const circular = { toJSON: () => 1, itself: {} };
  circular.itself = circular;
  for (const [what, reply] of Object.entries({
    'a Map with a NUL in a key': new Map([['a\0b', 1]]),
    'a pattern with a NUL': { pattern: new RegExp(['a', 'b'].join('\0')) },
    'a toBSON that throws': {
      toBSON() {
        throw new Error('no');
      },
    },
    'a circle that its JSON does not show': { circular },
    'a member of a kind that the driver does not know': { room: { _bsontype: 'Room' } },
    'more than its JSON shows': { toJSON: () => 1, text: 'x'.repeat(17_000_000) },
  }))
    it(`says that it would refuse ${what}`, async () => {
      await journal.insert(saga('a'));
      const lines = { add: [{ ...entry('one'), reply }] as Entry[] };
      const outcome = await journal.append('a', 0, lines, summary).then(
        () => 'stored',
        () => 'refused',
      );
      expect(outcome).to.equal('refused');
      expect(journal.refusal!(reply)).to.match(/^it (cannot be written \(|has 17000\d+ bytes)/);
    });

  it('says nothing of a reply that it stores', async () => {
    await journal.insert(saga('a'));
    const reply = { at: new Date(), list: [1, 2n, null], bytes: Buffer.from('x'), map: new Map([['a', 1]]) };
    expect(journal.refusal!(reply)).to.equal(undefined);
    expect(await journal.append('a', 0, { add: [{ ...entry('one'), reply } as Entry] }, summary)).to.equal(true);
  });
});
