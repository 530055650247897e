import { expect } from 'chai';
import { Decimal128, exact, openDatabase, serverError, typed } from './mongo.js';
import type { Fields, TestDatabase } from './mongo.js';

describe('commands', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());
  const collectionOf = (name: string) => database.db.collection<Fields>(name);

  it('refuses a Decimal128 by name, in a document and in a filter', async function () {
    if (database.real) return this.skip();
    const decimal = Decimal128.fromString('1.50');
    const things = database.db.collection<Fields>('decimals');
    for (const refused of [() => things.insertOne({ a: decimal }), () => things.findOne({ a: decimal })]) {
      const error = await serverError(refused());
      expect(error.code).to.equal(238);
      expect(error.message).to.match(/^The type Decimal128 is not supported by mongo-lite/);
    }
  });

  describe('findAndModify', () => {
    it('returns the document before or after, or null', async () => {
      const collection = collectionOf('fam');
      await collection.insertOne({ _id: 1, revision: 1, n: 5 });
      const guarded = (revision: number, returnDocument: 'before' | 'after') =>
        collection.findOneAndUpdate({ _id: 1, revision }, { $inc: { revision: 1 } }, { returnDocument });
      expect(await guarded(1, 'before')).to.deep.equal({ _id: 1, revision: 1, n: 5 });
      expect(await guarded(2, 'after')).to.deep.equal({ _id: 1, revision: 3, n: 5 });
      expect(await guarded(2, 'after')).to.equal(null);
    });

    it('uses the first document of the sort, and returns only the requested fields', async () => {
      const collection = collectionOf('famSort');
      await collection.insertMany([
        { _id: 1, p: 3 },
        { _id: 2, p: 9 },
        { _id: 3, p: 5 },
      ]);
      const found = await collection.findOneAndUpdate(
        {},
        { $set: { taken: true } },
        { sort: { p: -1 }, projection: { p: 1 } },
      );
      expect(found).to.deep.equal({ _id: 2, p: 9 });
      expect(await collection.findOneAndDelete({}, { sort: { p: 1 } })).to.deep.equal({ _id: 1, p: 3 });
    });

    it('upserts, and reports it', async () => {
      const answer = await collectionOf('famUpsert').findOneAndUpdate(
        { _id: 7 },
        { $set: { a: 1 } },
        { upsert: true, returnDocument: 'after', includeResultMetadata: true },
      );
      expect(answer.value).to.deep.equal({ _id: 7, a: 1 });
      expect(answer.lastErrorObject).to.deep.equal({ n: 1, updatedExisting: false, upserted: 7 });
    });

    it('returns a duplicate key error', async () => {
      const collection = collectionOf('famDuplicate');
      await collection.insertOne({ _id: 1, guard: 2 });
      const upsert = collection.findOneAndUpdate({ _id: 1, guard: 1 }, { $set: { x: 1 } }, { upsert: true });
      const error = await serverError(upsert);
      expect(error.code).to.equal(11000);
      expect(error['keyPattern']).to.deep.equal({ _id: 1 });
      expect(error.codeName).to.equal('DuplicateKey');
    });

    it('refuses an update together with a removal', async () => {
      const both = database.db.command({ findAndModify: 'fam', query: {}, remove: true, update: { $set: { a: 1 } } });
      expect((await serverError(both)).code).to.equal(9);
    });
  });

  describe('writes', () => {
    it('stop at the first error when they are ordered', async () => {
      const answer = await database.db.command({ insert: 'ordered', documents: [{ _id: 1 }, { _id: 1 }, { _id: 2 }] });
      expect(answer['n']).to.equal(1);
      expect(answer['writeErrors'].map(({ index, code }: Fields) => [index, code])).to.deep.equal([[1, 11000]]);
      expect(await collectionOf('ordered').countDocuments()).to.equal(1);
    });

    it('continue after an error when they are unordered', async () => {
      const updates = [
        { q: { _id: 1 }, u: { $set: { a: 1 } }, upsert: true },
        { q: { _id: 1 }, u: { $inc: { a: 'x' } } },
        { q: { _id: 1 }, u: { $set: { b: 2 } } },
      ];
      const answer = await database.db.command({ update: 'unordered', updates, ordered: false });
      expect([answer['n'], answer['nModified'], answer['upserted']]).to.deep.equal([2, 1, [{ index: 0, _id: 1 }]]);
      expect(answer['writeErrors'].map(({ index, code }: Fields) => [index, code])).to.deep.equal([[1, 14]]);
      expect(await collectionOf('unordered').findOne({})).to.deep.equal({ _id: 1, a: 1, b: 2 });
    });

    it('change many documents, or one', async () => {
      const collection = collectionOf('many');
      await collection.insertMany([{ a: 1 }, { a: 1 }, { a: 2 }]);
      expect((await collection.updateMany({ a: 1 }, { $set: { b: 1 } })).modifiedCount).to.equal(2);
      expect((await collection.deleteOne({ b: 1 })).deletedCount).to.equal(1);
      expect((await collection.deleteMany({})).deletedCount).to.equal(2);
    });

    it('give a document an _id, and put it first', async () => {
      await database.db.command({ insert: 'noId', documents: [{ a: 1 }, { b: 1, _id: 5 }] });
      const found = await collectionOf('noId').find().toArray();
      expect(found.map((doc) => Object.keys(doc)[0])).to.deep.equal(['_id', '_id']);
    });

    it('refuse an _id that is an array', async () => {
      expect((await serverError(collectionOf('arrayId').insertOne({ _id: [1] }))).code).to.equal(2);
    });

    it('without acknowledgement are executed without an answer', async () => {
      const collection = collectionOf('silent');
      await collection.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
      const deadline = Date.now() + 2_000;
      while ((await collection.countDocuments()) === 0 && Date.now() < deadline);
      expect(await collection.findOne({})).to.deep.equal({ _id: 1 });
    });
  });

  describe('reads', () => {
    before(async () => {
      await collectionOf('read').insertMany(
        Array.from({ length: 250 }, (_, i) => ({ _id: i, g: i % 3, d: { e: i, f: 1 } })),
      );
    });

    it('return batches', async () => {
      const found = [];
      for await (const doc of collectionOf('read').find({}, { batchSize: 40 }).sort({ _id: -1 })) found.push(doc._id);
      expect(found).to.deep.equal(Array.from({ length: 250 }, (_, i) => 249 - i));
    });

    it('skip and limit', async () => {
      const found = await collectionOf('read').find({ g: 1 }).sort({ _id: 1 }).skip(2).limit(3).toArray();
      expect(found.map(({ _id }) => _id)).to.deep.equal([7, 10, 13]);
      expect(await collectionOf('read').countDocuments({ g: 1 }, { skip: 80, limit: 10 })).to.equal(3);
    });

    it('return distinct values, with the elements of arrays one by one', async () => {
      const collection = collectionOf('distinct');
      await collection.insertMany([{ a: [1, 2] }, { a: 2 }, { a: null }, {}, { a: 3 }]);
      expect(await collection.distinct('a', { a: { $ne: null } })).to.have.members([1, 2, 3]);
    });

    const projections: { projection: Fields; expected: Fields }[] = [
      { projection: { a: 1 }, expected: { _id: 1, a: 1 } },
      { projection: { 'l.x': 1, _id: 0 }, expected: { l: [{ x: 1 }, { x: 2 }, {}] } },
      { projection: { a: 0, l: 0, o: 0 }, expected: { _id: 1, z: null } },
      { projection: { 'o.p': 0, l: 0, a: 0 }, expected: { _id: 1, o: { q: 2 }, z: null } },
      { projection: { 'l.x': 0, o: 0, a: 0, z: 0 }, expected: { _id: 1, l: [{ y: 1 }, {}, { y: 3 }, 7] } },
      { projection: { 'a.b': 1 }, expected: { _id: 1 } },
      { projection: { z: 1, a: 1, missing: 1 }, expected: { _id: 1, a: 1, z: null } },
      {
        projection: { _id: 0 },
        expected: { a: 1, l: [{ x: 1, y: 1 }, { x: 2 }, { y: 3 }, 7], o: { p: 1, q: 2 }, z: null },
      },
      { projection: { _id: 1 }, expected: { _id: 1 } },
      { projection: { l: { $slice: 1 }, o: 0 }, expected: { _id: 1, a: 1, l: [{ x: 1, y: 1 }], z: null } },
      { projection: { a: 1, l: { $slice: [-2, 1] } }, expected: { _id: 1, a: 1, l: [{ y: 3 }] } },
      { projection: { l: { $elemMatch: { x: 2 } } }, expected: { _id: 1, l: [{ x: 2 }] } },
    ];
    for (const [i, { projection, expected }] of projections.entries()) {
      it(`project ${JSON.stringify(projection)}`, async () => {
        const collection = collectionOf(`projected${i}`);
        await collection.insertOne({
          _id: 1,
          a: 1,
          l: [{ x: 1, y: 1 }, { x: 2 }, { y: 3 }, 7],
          o: { p: 1, q: 2 },
          z: null,
        });
        expect(typed(await collection.findOne({}, { projection, ...exact }))).to.equal(typed(expected));
      });
    }
  });

  describe('aggregate', () => {
    before(async () => {
      await collectionOf('sales').insertMany([
        {
          _id: 1,
          shop: 'a',
          amount: 5,
        },
        { _id: 2, shop: 'b', amount: 2.5 },
        { _id: 3, shop: 'a', amount: 7 },
        { _id: 4, amount: 'none' },
      ]);
    });

    const pipelines: { name: string; pipeline: Fields[]; expected: Fields[] }[] = [
      {
        name: 'groups',
        pipeline: [
          { $match: { shop: { $exists: true } } },
          {
            $group: {
              _id: '$shop',
              sum: { $sum: '$amount' },
              n: { $sum: 1 },
              least: { $min: '$amount' },
              most: { $max: '$amount' },
            },
          },
          { $sort: { _id: 1 } },
        ],
        expected: [
          { _id: 'a', sum: 12, n: 2, least: 5, most: 7 },
          { _id: 'b', sum: 2.5, n: 1, least: 2.5, most: 2.5 },
        ],
      },
      {
        name: 'groups all, and adds only numbers',
        pipeline: [{ $group: { _id: null, sum: { $sum: '$amount' } } }],
        expected: [{ _id: null, sum: 14.5 }],
      },
      {
        name: 'groups by several fields',
        pipeline: [{ $match: { _id: { $in: [1, 3] } } }, { $group: { _id: { s: '$shop' }, n: { $sum: 1 } } }],
        expected: [{ _id: { s: 'a' }, n: 2 }],
      },
      {
        name: 'sorts, skips, limits and projects',
        pipeline: [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { shop: 1 } }],
        expected: [
          { _id: 3, shop: 'a' },
          { _id: 2, shop: 'b' },
        ],
      },
    ];
    for (const { name, pipeline, expected } of pipelines) {
      it(name, async () => {
        expect(await collectionOf('sales').aggregate(pipeline).toArray()).to.deep.equal(expected);
      });
    }
  });

  const refused: { name: string; command: Fields; code: number; message: RegExp; liteOnly?: boolean }[] = [
    { name: 'an unknown command', command: { frobnicate: 1 }, code: 59, message: /no such command: 'frobnicate'/ },
    { name: 'bulkWrite of 8.0', command: { bulkWrite: 1, ops: [] }, code: 59, message: /bulkWrite/, liteOnly: true },
    { name: 'getLog', command: { getLog: 'global' }, code: 59, message: /getLog/, liteOnly: true },
    { name: 'an unknown field', command: { find: 'x', foo: 1 }, code: 40415, message: /foo/ },
    { name: 'a negative limit', command: { find: 'x', limit: -1 }, code: 51024, message: /limit/ },
    {
      name: 'an unknown stage',
      command: { aggregate: 'x', pipeline: [{ $foo: {} }], cursor: {} },
      code: 40324,
      message: /\$foo/,
    },
    {
      name: 'an unknown accumulator',
      command: { aggregate: 'x', pipeline: [{ $group: { _id: 1, a: { $foo: 1 } } }], cursor: {} },
      code: 15952,
      message: /\$foo/,
    },
    ...['$unwind', '$count', '$unset'].map((stage) => ({
      name: `the stage ${stage}`,
      command: { aggregate: 'x', pipeline: [{ [stage]: 'a' }], cursor: {} },
      code: 40324,
      message: new RegExp(`\\${stage}`),
      liteOnly: true,
    })),
    ...['$avg', '$first', '$last', '$push', '$addToSet', '$count'].map((accumulator) => ({
      name: `the accumulator ${accumulator}`,
      command: { aggregate: 'x', pipeline: [{ $group: { _id: 1, a: { [accumulator]: '$a' } } }], cursor: {} },
      code: 15952,
      message: new RegExp(`\\${accumulator}`),
      liteOnly: true,
    })),
    {
      name: 'arrayFilters',
      command: { findAndModify: 'x', query: {}, update: { $set: { a: 1 } }, arrayFilters: [{ x: 1 }] },
      code: 238,
      message: /arrayFilters/,
      liteOnly: true,
    },
    { name: 'an aggregation without cursor', command: { aggregate: 'x', pipeline: [] }, code: 9, message: /cursor/ },
    {
      name: 'inclusion and exclusion together',
      command: { find: 'x', projection: { a: 1, b: 0 } },
      code: 31254,
      message: /b/,
    },
    {
      name: 'a collation',
      command: { find: 'x', collation: { locale: 'en' } },
      code: 238,
      message: /collation/,
      liteOnly: true,
    },
    {
      name: '$lookup',
      command: { aggregate: 'x', pipeline: [{ $lookup: {} }], cursor: {} },
      code: 40324,
      message: /\$lookup/,
      liteOnly: true,
    },
    {
      name: 'an update by pipeline',
      command: { findAndModify: 'x', query: {}, update: [{ $set: { a: 1 } }] },
      code: 238,
      message: /pipeline/,
      liteOnly: true,
    },
    {
      name: 'a capped collection',
      command: { create: 'capped', capped: true, size: 100 },
      code: 238,
      message: /capped/,
      liteOnly: true,
    },
    { name: 'an empty batch', command: { insert: 'x', documents: [] }, code: 16, message: /Write batch sizes/ },
    {
      name: 'more than one acknowledgement',
      command: { insert: 'x', documents: [{}], writeConcern: { w: 2 } },
      code: 2,
      message: /not replicated/,
      liteOnly: true,
    },
    {
      name: 'a change stream',
      command: { aggregate: 'x', pipeline: [{ $changeStream: {} }], cursor: {} },
      code: 40573,
      message: /replica sets/,
      liteOnly: true,
    },
    {
      name: 'the indexes of no collection',
      command: { listIndexes: 'nowhere' },
      code: 26,
      message: /ns does not exist/,
    },
    {
      name: 'a cursor that is not there',
      command: { getMore: 5n as unknown, collection: 'x' },
      code: 43,
      message: /cursor id 5 not found/,
    },
  ];
  for (const { name, command, code, message, liteOnly } of refused) {
    it(`refuses ${name}`, async function () {
      if (liteOnly && database.real) return;
      const error = await serverError(database.db.command(command));
      expect(error.code).to.equal(code);
      expect(error.message).to.match(message);
    });
  }

  it('refuses a transaction as a standalone MongoDB does', async function () {
    // a replica set accepts it
    if ((await database.db.admin().command({ hello: 1 }))['setName']) return this.skip();
    const session = database.client.startSession();
    try {
      session.startTransaction();
      const insertion = collectionOf('transacted').insertOne({ a: 1 }, { session });
      expect((await serverError(insertion)).message).to.match(/retryWrites=false|Transaction numbers/);
    } finally {
      await session.endSession();
    }
  });

  it('lists collections and databases', async () => {
    await collectionOf('listed').insertOne({ a: 1 });
    const names = (await database.db.listCollections({ name: 'listed' }).toArray()).map(({ name }) => name);
    expect(names).to.deep.equal(['listed']);
    await database.db.createCollection('listed');
    expect(await collectionOf('listed').drop()).to.equal(true);
    expect(await database.db.listCollections({ name: 'listed' }).toArray()).to.deep.equal([]);
  });

  it('answers hello as a standalone 7.0', async function () {
    if (database.real) return;
    const hello = await database.db.admin().command({ hello: 1 });
    expect([hello['isWritablePrimary'], hello['maxWireVersion'], hello['setName']]).to.deep.equal([
      true,
      21,
      undefined,
    ]);
    expect((await database.db.admin().buildInfo())['version']).to.match(/^7\.0\./);
  });
});
