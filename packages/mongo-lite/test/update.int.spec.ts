import { expect } from 'chai';
import { serverError } from '@shop/testkit/server-error';
import { exact, Long, typed, withDatabase, type Fields } from './mongo.js';
import { cases } from './update-cases.js';

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
  const database = withDatabase();

  for (const [i, { name, before: start, update, after: end, filter, modified = true }] of cases.entries()) {
    it(name, async () => {
      const collection = database.collectionOf(`update${i}`);
      await collection.insertOne({ _id: 1, ...start });
      const result = await collection.updateOne({ _id: 1, ...filter }, update);
      expect(typed(await collection.findOne({ _id: 1 }, exact))).to.equal(typed({ _id: 1, ...end }));
      expect(result.matchedCount).to.equal(1);
      expect(result.modifiedCount).to.equal(modified ? 1 : 0);
    });
  }

  for (const [i, { name, before: start, update, code, liteOnly }] of refused.entries()) {
    it(`refuses ${name}, and changes nothing`, async function () {
      if (liteOnly && database.real) return this.skip();
      const collection = database.collectionOf(`refused${i}`);
      await collection.insertOne({ _id: 1, ...start });
      const statement = { q: { _id: 1 }, u: update };
      const answer = await database.db.command({ update: collection.collectionName, updates: [statement] });
      expect(answer['writeErrors'], JSON.stringify(answer)).to.have.length(1);
      expect(answer['writeErrors'][0].code).to.equal(code);
      expect(typed(await collection.findOne({ _id: 1 }, exact))).to.equal(typed({ _id: 1, ...start }));
    });
  }

  it('replaces everything except _id, and refuses another _id', async () => {
    const collection = database.collectionOf('replaced');
    await collection.insertOne({ _id: 1, a: 1, b: 2 });
    await collection.replaceOne({ _id: 1 }, { c: 3 });
    expect(await collection.findOne({})).to.deep.equal({ _id: 1, c: 3 });
    expect((await serverError(collection.replaceOne({ _id: 1 }, { _id: 2 }))).code).to.equal(66);
    const many = database.db.command({ update: 'replaced', updates: [{ q: {}, u: { d: 1 }, multi: true }] });
    expect((await many)['writeErrors'][0].code).to.equal(9);
  });
});
