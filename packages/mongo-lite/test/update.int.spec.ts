import { expect } from 'chai';
import { Double, Int32, Long, exact, openDatabase, serverError, typed } from './mongo.js';
import type { Fields, TestDatabase } from './mongo.js';

interface Case {
  name: string;
  before: Fields;
  update: Fields;
  after: Fields;
  filter?: Fields;
  /** Whether MongoDB counts the document as modified. Default: true. */
  modified?: boolean;
}

const long = (value: number) => Long.fromNumber(value);

const cases: Case[] = [
  {
    name: '$set keeps the place of a field',
    before: { a: 1, b: 2 },
    update: { $set: { a: 5 } },
    after: { a: 5, b: 2 },
  },
  {
    name: '$set makes new fields in the order of their names',
    before: {},
    update: { $set: { b: 1, a: 2 } },
    after: { a: 2, b: 1 },
  },
  {
    name: '$set orders numbers as numbers',
    before: { m: {} },
    update: { $set: { 'm.x10': 1, 'm.x9': 2 } },
    after: { m: { x10: 1, x9: 2 } },
  },
  {
    name: '$set makes the documents on the way',
    before: {},
    update: { $set: { 'a.b.c': 1 } },
    after: { a: { b: { c: 1 } } },
  },
  {
    name: '$set of the same value modifies nothing',
    before: { a: 1 },
    update: { $set: { a: 1 } },
    after: { a: 1 },
    modified: false,
  },
  {
    name: '$set of the same number in another type modifies',
    before: { a: 1 },
    update: { $set: { a: new Double(1) } },
    after: { a: new Double(1) },
  },
  {
    name: '$set into an array by position',
    before: { a: [1, 2] },
    update: { $set: { 'a.1': 5 } },
    after: { a: [1, 5] },
  },
  {
    name: '$set beyond the end fills with null',
    before: { a: [1] },
    update: { $set: { 'a.3': 5 } },
    after: { a: [1, null, null, 5] },
  },
  {
    name: '$set of a number below a document is a field',
    before: { a: {} },
    update: { $set: { 'a.0': 5 } },
    after: { a: { 0: 5 } },
  },
  { name: '$unset', before: { a: 1, b: 2 }, update: { $unset: { a: '' } }, after: { b: 2 } },
  {
    name: '$unset of an element leaves null',
    before: { a: [1, 2] },
    update: { $unset: { 'a.0': 1 } },
    after: { a: [null, 2] },
  },
  {
    name: '$unset below a value does nothing',
    before: { a: 1 },
    update: { $unset: { 'a.b': 1 } },
    after: { a: 1 },
    modified: false,
  },
  { name: '$inc keeps Int32', before: { a: 1 }, update: { $inc: { a: 2 } }, after: { a: new Int32(3) } },
  {
    name: '$inc of an Int32 that overflows gives a Long',
    before: { a: 2147483647 },
    update: { $inc: { a: 1 } },
    after: { a: long(2147483648) },
  },
  { name: '$inc of a Long stays a Long', before: { a: long(1) }, update: { $inc: { a: 1 } }, after: { a: long(2) } },
  {
    name: '$inc by a Double gives a Double',
    before: { a: 1 },
    update: { $inc: { a: new Double(1) } },
    after: { a: new Double(2) },
  },
  {
    name: '$inc of a whole Double stays a Double',
    before: { a: new Double(5) },
    update: { $inc: { a: 1 } },
    after: { a: new Double(6) },
  },
  {
    name: '$inc of a Long beyond 2^53 is exact',
    before: { a: Long.fromString('9007199254740993') },
    update: { $inc: { a: 2 } },
    after: { a: Long.fromString('9007199254740995') },
  },
  { name: '$inc of a missing field sets it', before: {}, update: { $inc: { 'a.b': 4 } }, after: { a: { b: 4 } } },
  {
    name: '$inc by zero modifies nothing',
    before: { a: 1 },
    update: { $inc: { a: 0 } },
    after: { a: 1 },
    modified: false,
  },
  { name: '$min and $max', before: { a: 5, b: 5 }, update: { $min: { a: 3 }, $max: { b: 9 } }, after: { a: 3, b: 9 } },
  {
    name: '$min compares by MongoDB’s order of types',
    before: { a: 'x' },
    update: { $min: { a: 3 } },
    after: { a: 3 },
  },
  {
    name: '$max of what is not greater modifies nothing',
    before: { a: 5 },
    update: { $max: { a: 5 } },
    after: { a: 5 },
    modified: false,
  },
  { name: '$push makes the array', before: {}, update: { $push: { a: 1 } }, after: { a: [1] } },
  {
    name: '$push of an array pushes one element',
    before: { a: [] },
    update: { $push: { a: [1, 2] } },
    after: { a: [[1, 2]] },
  },
  {
    name: '$push with $each and $slice keeps the first',
    before: { a: [1, 2] },
    update: { $push: { a: { $each: [3, 4], $slice: 3 } } },
    after: { a: [1, 2, 3] },
  },
  {
    name: '$push with a negative $slice keeps the last',
    before: { a: [1, 2] },
    update: { $push: { a: { $each: [3], $slice: -2 } } },
    after: { a: [2, 3] },
  },
  {
    name: '$addToSet compares numbers by value',
    before: { a: [1] },
    update: { $addToSet: { a: new Double(1) } },
    after: { a: [1] },
    modified: false,
  },
  {
    name: '$addToSet with $each',
    before: { a: [1] },
    update: { $addToSet: { a: { $each: [1, 2, 2, 3] } } },
    after: { a: [1, 2, 3] },
  },
  {
    name: '$addToSet minds the order of fields',
    before: { a: [{ x: 1, y: 2 }] },
    update: { $addToSet: { a: { y: 2, x: 1 } } },
    after: {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  },
  { name: '$pull by value', before: { a: [1, 2, 1, '1'] }, update: { $pull: { a: 1 } }, after: { a: [2, '1'] } },
  { name: '$pull by operators', before: { a: [1, 5, 9] }, update: { $pull: { a: { $gte: 5 } } }, after: { a: [1] } },
  {
    name: '$pull by a filter on documents',
    before: { a: [{ x: 1, y: 1 }, { x: 1, y: 2 }, 7] },
    update: { $pull: { a: { x: 1, y: { $gt: 1 } } } },
    after: { a: [{ x: 1, y: 1 }, 7] },
  },
  {
    name: '$pull of null leaves documents',
    before: { a: [null, 1, {}] },
    update: { $pull: { a: null } },
    after: { a: [1, {}] },
  },
  {
    name: '$pull of a missing field does nothing',
    before: {},
    update: { $pull: { a: 1 } },
    after: {},
    modified: false,
  },
  {
    name: '$setOnInsert does nothing to a document that is there',
    before: { a: 1 },
    update: { $setOnInsert: { b: 1 }, $inc: { a: 1 } },
    after: { a: 2 },
  },
  {
    name: '$ is the element that matched',
    before: { a: [1, 5, 9] },
    filter: { a: { $gt: 4 } },
    update: { $set: { 'a.$': 0 } },
    after: { a: [1, 0, 9] },
  },
  {
    name: '$ with a field of the element',
    before: {
      a: [
        { s: 'x', q: 1 },
        { s: 'y', q: 1 },
      ],
    },
    filter: { 'a.s': 'y' },
    update: { $inc: { 'a.$.q': 5 } },
    after: {
      a: [
        { s: 'x', q: 1 },
        { s: 'y', q: 6 },
      ],
    },
  },
  {
    name: '$ with $elemMatch',
    before: {
      a: [
        { s: 'x', q: 1 },
        { s: 'x', q: 2 },
      ],
    },
    filter: { a: { $elemMatch: { s: 'x', q: 2 } } },
    update: { $set: { 'a.$.q': 0 } },
    after: {
      a: [
        { s: 'x', q: 1 },
        { s: 'x', q: 0 },
      ],
    },
  },
];

const refused: {
  name: string;
  before?: Fields;
  update: Fields;
  code: number;
  /** MongoDB supports it; the store refuses it by name. */
  liteOnly?: boolean;
}[] = [
  { name: 'an unknown modifier', update: { $foo: { a: 1 } }, code: 9 },
  { name: 'a modifier of a value', update: { $set: 1 }, code: 9 },
  { name: 'two modifiers on one path', update: { $set: { a: 1 }, $inc: { a: 1 } }, code: 40 },
  { name: 'a path on the way of another', update: { $set: { 'a.b': 1, a: 1 } }, code: 40 },
  { name: 'a change of _id', update: { $set: { _id: 9 } }, code: 66 },
  { name: 'the removal of _id', update: { $unset: { _id: 1 } }, code: 66 },
  { name: '$inc on a string', before: { a: 'x' }, update: { $inc: { a: 1 } }, code: 14 },
  { name: '$inc on null', before: { a: null }, update: { $inc: { a: 1 } }, code: 14 },
  { name: '$inc by a string', update: { $inc: { a: '1' } }, code: 14 },
  { name: '$inc beyond an Int64', before: { a: Long.MAX_VALUE }, update: { $inc: { a: 1 } }, code: 2 },
  { name: 'a field below a number', before: { a: 1 }, update: { $set: { 'a.b': 1 } }, code: 28 },
  { name: 'a field below null', before: { a: null }, update: { $set: { 'a.b': 1 } }, code: 28 },
  { name: 'a field name in an array', before: { a: [1] }, update: { $set: { 'a.b': 1 } }, code: 28 },
  { name: '$push to a value', before: { a: 1 }, update: { $push: { a: 1 } }, code: 2 },
  { name: '$push with an unknown clause', update: { $push: { a: { $each: [], $foo: 1 } } }, code: 2 },
  { name: '$addToSet to a value', before: { a: 1 }, update: { $addToSet: { a: 1 } }, code: 2 },
  { name: '$pull from a value', before: { a: 1 }, update: { $pull: { a: 1 } }, code: 2 },
  ...['$mul', '$pop', '$pullAll', '$rename', '$currentDate'].map((operator) => ({
    name: `${operator}, which MongoDB has`,
    update: { [operator]: { a: 1 } },
    code: 9,
    liteOnly: true,
  })),
  ...['a.$[]', 'a.$[x].b'].map((path) => ({
    name: `the position in ${path}`,
    before: { a: [1] },
    update: { $set: { [path]: 1 } },
    code: 238,
    liteOnly: true,
  })),
  ...['$sort', '$position'].map((clause) => ({
    name: `the clause ${clause} of $push`,
    update: { $push: { a: { $each: [1], [clause]: 1 } } },
    code: 238,
    liteOnly: true,
  })),
  { name: '$ without an array in the filter', before: { a: [1] }, update: { $set: { 'a.$': 1 } }, code: 2 },
  { name: '$ at the start of a path', update: { $set: { '$.a': 1 } }, code: 2 },
  { name: '$ twice in a path', update: { $set: { 'a.$.b.$': 1 } }, code: 2 },
  { name: 'an empty path', update: { $set: { '': 1 } }, code: 56 },
  { name: 'an empty part of a path', update: { $set: { 'a..b': 1 } }, code: 56 },
  { name: 'a field that starts with a dollar', update: { $set: { 'a.$b': 1 } }, code: 52 },
];

describe('updates', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  for (const [i, { name, before: start, update, after: end, filter, modified = true }] of cases.entries()) {
    it(name, async () => {
      const collection = database.db.collection<Fields>(`update${i}`);
      await collection.insertOne({ _id: 1, ...start });
      const result = await collection.updateOne({ _id: 1, ...filter }, update);
      expect(typed(await collection.findOne({ _id: 1 }, exact))).to.equal(typed({ _id: 1, ...end }));
      expect(result.matchedCount).to.equal(1);
      expect(result.modifiedCount).to.equal(modified ? 1 : 0);
    });
  }

  for (const [i, { name, before: start, update, code, liteOnly }] of refused.entries()) {
    it(`refuses ${name}, and changes nothing`, async function () {
      if (liteOnly && database.real) return;
      const collection = database.db.collection<Fields>(`refused${i}`);
      await collection.insertOne({ _id: 1, ...start });
      const statement = { q: { _id: 1 }, u: update };
      const answer = await database.db.command({ update: collection.collectionName, updates: [statement] });
      expect(answer['writeErrors'], JSON.stringify(answer)).to.have.length(1);
      expect(answer['writeErrors'][0].code).to.equal(code);
      expect(typed(await collection.findOne({ _id: 1 }, exact))).to.equal(typed({ _id: 1, ...start }));
    });
  }

  it('replaces everything except _id, and refuses another _id', async () => {
    const collection = database.db.collection<Fields>('replaced');
    await collection.insertOne({ _id: 1, a: 1, b: 2 });
    await collection.replaceOne({ _id: 1 }, { c: 3 });
    expect(await collection.findOne({})).to.deep.equal({ _id: 1, c: 3 });
    expect((await serverError(collection.replaceOne({ _id: 1 }, { _id: 2 }))).code).to.equal(66);
    const many = database.db.command({ update: 'replaced', updates: [{ q: {}, u: { d: 1 }, multi: true }] });
    expect((await many)['writeErrors'][0].code).to.equal(9);
  });

  describe('upserts', () => {
    const upsert = async (name: string, filter: Fields, update: Fields) => {
      const collection = database.db.collection<Fields>(name);
      const result = await collection.updateOne(filter, update, { upsert: true });
      expect(result.upsertedCount).to.equal(1);
      const doc = await collection.findOne({ _id: result.upsertedId! as never }, exact);
      const { _id, ...rest } = doc!;
      expect(Object.keys(doc!)[0]).to.equal('_id');
      return typed(rest);
    };

    it('start from the equality conditions of the filter, in the order of names, then apply the update', async () => {
      const filter = { b: 1, a: { $eq: 'x' }, 'c.d': 2, e: { $gt: 5 }, f: { $in: [1, 2] }, $and: [{ g: 7 }] };
      expect(await upsert('upsert1', filter, { $set: { h: 1 }, $setOnInsert: { Z: true } })).to.equal(
        typed({ a: 'x', b: 1, c: { d: 2 }, g: 7, Z: true, h: 1 }),
      );
    });

    it('treat an $in or $or of one value as an equality', async () => {
      expect(await upsert('upsert2', { a: { $in: [1] }, $or: [{ b: 2 }] }, { $set: { c: 3 } })).to.equal(
        typed({ a: 1, b: 2, c: 3 }),
      );
    });

    it('keep the _id of the filter, even in a replacement', async () => {
      const collection = database.db.collection<Fields>('upsert3');
      await collection.replaceOne({ _id: 'mine', a: 1 }, { b: 2 }, { upsert: true });
      expect(await collection.findOne({})).to.deep.equal({ _id: 'mine', b: 2 });
    });

    it('apply $inc to a value of the filter', async () => {
      expect(await upsert('upsert4', { a: 5 }, { $inc: { a: 1, b: 2 } })).to.equal(typed({ a: 6, b: 2 }));
    });

    it('refuse a filter that gives one path two values', async () => {
      const error = await serverError(
        database.db
          .collection('upsert5')
          .updateOne({ $and: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, { upsert: true }),
      );
      expect(error.code).to.equal(54);
    });

    it('fail as a duplicate when a guard does not hold', async () => {
      const collection = database.db.collection<Fields>('upsert6');
      await collection.insertOne({ _id: 1, revision: 2 });
      const error = await serverError(
        collection.updateOne({ _id: 1, revision: 1 }, { $inc: { revision: 1 } }, { upsert: true }),
      );
      expect(error.code).to.equal(11000);
    });
  });
});
