import { expect } from 'chai';
import { serverError } from '@shop/testkit/server-error';
import { Double, Long, openDatabase } from './mongo.js';
import type { Fields, TestDatabase } from './mongo.js';

describe('indexes', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());
  const collectionOf = (name: string) => database.db.collection<Fields>(name);

  /** The stages of the plan for a query, from the outermost to the innermost. */
  async function stages(name: string, filter: Fields, sort: Fields = {}): Promise<string[]> {
    const explained = await database.db.command({ explain: { find: name, filter, sort }, verbosity: 'queryPlanner' });
    const found: string[] = [];
    for (let stage = explained['queryPlanner'].winningPlan; stage; stage = stage.inputStage) found.push(stage.stage);
    return found;
  }

  it('let one of 64 racing upserts insert', async () => {
    const collection = collectionOf('raced');
    await collection.createIndex({ key: 1 }, { unique: true });
    const upserts = Array.from({ length: 64 }, (_, n) =>
      collection.updateOne({ key: 'one' }, { $setOnInsert: { n }, $inc: { calls: 1 } }, { upsert: true }),
    );
    const results = await Promise.all(upserts);
    expect(results.filter(({ upsertedCount }) => upsertedCount === 1)).to.have.length(1);
    expect(await collection.countDocuments()).to.equal(1);
    expect((await collection.findOne({ key: 'one' }))!['calls']).to.equal(64);
  });

  it('let one of 64 racing inserts win', async () => {
    const collection = collectionOf('racedInserts');
    await collection.createIndex({ key: 1 }, { unique: true });
    const results = await Promise.allSettled(Array.from({ length: 64 }, () => collection.insertOne({ key: 'one' })));
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
  });

  it('name the duplicate key', async () => {
    const collection = collectionOf('taken');
    await collection.createIndex({ email: 1, 'place.no': -1 }, { unique: true });
    await collection.insertOne({ email: 'a@b', place: { no: 2 } });
    const error = await serverError(collection.insertOne({ email: 'a@b', place: { no: new Double(2) } }));
    expect(error.code).to.equal(11000);
    expect(error['keyPattern']).to.deep.equal({ email: 1, 'place.no': -1 });
    expect(error['keyValue']).to.deep.equal({ email: 'a@b', 'place.no': 2 });
    expect(error.message).to.include(
      `E11000 duplicate key error collection: ${database.db.databaseName}.taken index: email_1_place.no_-1 dup key: { email: "a@b", place.no: 2.0 }`,
    );
  });

  it('treat equal _ids of different number types as one', async () => {
    const collection = collectionOf('ids');
    await collection.insertOne({ _id: 1 });
    expect((await serverError(collection.insertOne({ _id: Long.fromNumber(1) }))).code).to.equal(11000);
    expect(await collection.findOne({ _id: new Double(1) })).to.deep.equal({ _id: 1 });
  });

  it('treat null and missing as one value, unless sparse', async () => {
    const plain = collectionOf('plainUnique');
    await plain.createIndex({ a: 1 }, { unique: true });
    await plain.insertOne({});
    expect((await serverError(plain.insertOne({ a: null }))).code).to.equal(11000);
    const sparse = collectionOf('sparseUnique');
    await sparse.createIndex({ a: 1 }, { unique: true, sparse: true });
    await sparse.insertMany([{}, {}, { a: null }]);
    expect((await serverError(sparse.insertOne({ a: null }))).code).to.equal(11000);
    expect(await sparse.countDocuments({ a: null })).to.equal(3);
  });

  it('are unique among the documents of a partial index', async () => {
    const collection = collectionOf('partial');
    await collection.createIndex({ user: 1 }, { unique: true, partialFilterExpression: { open: true } });
    await collection.insertMany([
      { user: 'a', open: false },
      { user: 'a', open: false },
      { user: 'a', open: true },
    ]);
    expect((await serverError(collection.insertOne({ user: 'a', open: true }))).code).to.equal(11000);
    const moved = collection.updateOne({ open: false }, { $set: { open: true } });
    expect((await serverError(moved)).code).to.equal(11000);
    expect(await collection.countDocuments({ user: 'a' })).to.equal(3);
    expect(await collection.countDocuments({ user: 'a', open: true })).to.equal(1);
    expect(await stages('partial', { user: 'a' })).to.deep.equal(['COLLSCAN']);
    expect(await stages('partial', { user: 'a', open: true })).to.deep.equal(['FETCH', 'IXSCAN']);
  });

  it('are unique for each element of an array', async () => {
    const collection = collectionOf('elements');
    await collection.createIndex({ 'holds.order': 1 }, { unique: true });
    await collection.insertOne({ _id: 1, holds: [{ order: 'a' }, { order: 'b' }] });
    const error = await serverError(collection.insertOne({ holds: [{ order: 'b' }] }));
    expect(error['keyValue']).to.deep.equal({ 'holds.order': 'b' });
    await collection.updateOne({ _id: 1 }, { $pull: { holds: { order: 'b' } as never } });
    await collection.insertOne({ holds: [{ order: 'b' }] });
  });

  it('free a key when its document changes or is removed', async () => {
    const collection = collectionOf('freed');
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.insertOne({ _id: 1, a: 'x' });
    await collection.updateOne({ _id: 1 }, { $set: { a: 'y' } });
    await collection.insertOne({ _id: 2, a: 'x' });
    await collection.deleteOne({ _id: 1 });
    await collection.insertOne({ _id: 3, a: 'y' });
    expect(
      await collection
        .find({ a: { $in: ['x', 'y'] } })
        .sort({ a: 1 })
        .toArray(),
    ).to.deep.equal([
      { _id: 2, a: 'x' },
      { _id: 3, a: 'y' },
    ]);
  });

  it('refuse two arrays in one key', async () => {
    const collection = collectionOf('parallel');
    await collection.createIndex({ a: 1, b: 1 });
    expect((await serverError(collection.insertOne({ a: [1], b: [2] }))).code).to.equal(171);
  });

  it('cannot be built over duplicates', async () => {
    const collection = collectionOf('duplicates');
    await collection.insertMany([{ a: 1 }, { a: 1 }]);
    expect((await serverError(collection.createIndex({ a: 1 }, { unique: true }))).code).to.equal(11000);
    expect(await collection.indexes()).to.have.length(1);
  });

  it('are created once, and conflicts are refused', async () => {
    const collection = collectionOf('made');
    await collection.createIndex({ a: 1 });
    await collection.createIndex({ a: 1 });
    expect((await collection.indexes()).map(({ name }) => name)).to.deep.equal(['_id_', 'a_1']);
    expect((await serverError(collection.createIndex({ b: 1 }, { name: 'a_1' }))).code).to.equal(86);
    expect((await serverError(collection.createIndex({ a: 1 }, { name: 'other' }))).code).to.equal(85);
    await collection.dropIndex('a_1');
    expect((await serverError(collection.dropIndex('a_1'))).code).to.equal(27);
  });

  it('remove expired documents, and no others', async function () {
    // MongoDB checks once a minute
    this.timeout(database.real ? 150_000 : 10_000);
    const collection = collectionOf('expiring');
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await collection.insertMany([
      { _id: 'old', at: new Date(Date.now() - 120_000) },
      { _id: 'oldInArray', at: [new Date(), new Date(Date.now() - 120_000)] },
      { _id: 'fresh', at: new Date() },
      { _id: 'noDate', at: 5 },
      { _id: 'none' },
    ]);
    while ((await collection.countDocuments()) > 3) await new Promise((resolve) => setTimeout(resolve, 20));
    const left = await collection.find().sort({ _id: 1 }).toArray();
    expect(left.map(({ _id }) => _id)).to.deep.equal(['fresh', 'noDate', 'none']);
  });

  describe('serve queries', () => {
    before(async () => {
      const collection = collectionOf('planned');
      await collection.createIndex({ user: 1, at: -1 });
      await collection.createIndex({ state: 1, next: 1 });
      await collection.insertMany(
        Array.from({ length: 60 }, (_, i) => ({ _id: i, user: i % 3, at: i, state: 's' + (i % 4), next: i, free: i })),
      );
    });

    const plans: { name: string; filter: Fields; sort?: Fields; expected: string[] }[] = [
      { name: 'by equality', filter: { user: 1 }, expected: ['FETCH', 'IXSCAN'] },
      { name: 'by equality and range', filter: { user: 1, at: { $gt: 5 } }, expected: ['FETCH', 'IXSCAN'] },
      { name: 'by equality, sorted', filter: { user: 1 }, sort: { at: -1 }, expected: ['FETCH', 'IXSCAN'] },
      { name: 'by equality, sorted backwards', filter: { user: 1 }, sort: { at: 1 }, expected: ['FETCH', 'IXSCAN'] },
      {
        name: 'by $in and range',
        filter: { state: { $in: ['s1', 's2'] }, next: { $lte: 20 } },
        expected: ['FETCH', 'IXSCAN'],
      },
      { name: 'by $or', filter: { $or: [{ user: 1 }, { state: 's1' }] }, expected: ['FETCH', 'OR'] },
      { name: 'for the sort alone', filter: {}, sort: { user: 1, at: -1 }, expected: ['FETCH', 'IXSCAN'] },
      { name: 'not for a field without one', filter: { free: 1 }, expected: ['COLLSCAN'] },
      { name: 'not for a sort without one', filter: { free: 1 }, sort: { free: 1 }, expected: ['SORT', 'COLLSCAN'] },
    ];
    for (const { name, filter, sort, expected } of plans) {
      it(name, async function () {
        const planned = await stages('planned', filter, sort);
        // a real MongoDB names its plans differently, such as SUBPLAN for $or: there only the answers are compared
        if (!database.real) expect(planned).to.deep.equal(expected);
        const collection = collectionOf('planned');
        const found = await collection
          .find(filter)
          .sort((sort ?? { _id: 1 }) as never)
          .toArray();
        const all = await collection
          .find(filter, { hint: { $natural: 1 } })
          .sort((sort ?? { _id: 1 }) as never)
          .toArray();
        expect(found).to.have.length.above(0);
        expect(found).to.deep.equal(all);
      });
    }

    it('by _id', async () => {
      expect((await stages('planned', { _id: 5 }))[0]).to.be.oneOf(['IDHACK', 'EXPRESS_IXSCAN']);
    });

    it('with a range and a descending sort over several values', async () => {
      const found = await collectionOf('planned')
        .find({ state: { $in: ['s3', 's1'] }, next: { $lt: 8 } })
        .sort({ state: -1, next: -1 })
        .toArray();
      expect(found.map(({ _id }) => _id)).to.deep.equal([7, 3, 5, 1]);
    });

    it('and refuse a hint that names none', async () => {
      const error = await serverError(collectionOf('planned').find({}, { hint: 'nowhere' }).toArray());
      expect(error.code).to.equal(2);
    });
  });

  const refused: { name: string; index: Fields; code: number }[] = [
    { name: 'a text index', index: { key: { a: 'text' }, name: 'x' }, code: 67 },
    { name: 'an unknown index type', index: { key: { a: 'foo' }, name: 'x' }, code: 67 },
    { name: 'an empty pattern', index: { key: {}, name: 'x' }, code: 67 },
    { name: 'a direction of zero', index: { key: { a: 0 }, name: 'x' }, code: 67 },
    { name: 'an unknown option', index: { key: { a: 1 }, name: 'x', foo: 1 }, code: 197 },
    { name: 'an expiry of several fields', index: { key: { a: 1, b: 1 }, name: 'x', expireAfterSeconds: 1 }, code: 67 },
    {
      name: 'a partial filter with $ne',
      index: { key: { a: 1 }, name: 'x', partialFilterExpression: { b: { $ne: 1 } } },
      code: 67,
    },
  ];
  for (const { name, index, code } of refused) {
    it(`refuses ${name}`, async () => {
      const error = await serverError(database.db.command({ createIndexes: 'refused', indexes: [index] }));
      expect(error.code).to.equal(code);
    });
  }
});
