import { expect } from 'chai';
import { serverError } from '@shop/testkit/server-error';
import { Binary, Long, MaxKey, MinKey, ObjectId, withDatabase, type Fields } from './mongo.js';

const refused: { name: string; filter: Fields; code: number; message: RegExp; liteOnly?: boolean }[] = [
  { name: 'an unknown operator', filter: { a: { $foo: 1 } }, code: 2, message: /unknown operator: \$foo/ },
  {
    name: 'an unknown operator at the top',
    filter: { $foo: 1 },
    code: 2,
    message: /unknown top level operator: \$foo/,
  },
  ...['$all', '$size', '$mod'].map((operator) => ({
    name: `${operator}, which MongoDB has`,
    filter: { a: { [operator]: 1 } },
    code: 2,
    message: new RegExp(`unknown operator: \\${operator}`),
    liteOnly: true,
  })),
  {
    name: '$nor, which MongoDB has',
    filter: { $nor: [{ a: 1 }] },
    code: 2,
    message: /unknown top level operator: \$nor/,
    liteOnly: true,
  },
  { name: '$in without an array', filter: { a: { $in: 1 } }, code: 2, message: /\$in needs an array/ },
  { name: '$nin without an array', filter: { a: { $nin: 1 } }, code: 2, message: /needs an array/ },
  { name: 'an empty $or', filter: { $or: [] }, code: 2, message: /must be a nonempty array/ },
  { name: '$and of something else', filter: { $and: {} }, code: 2, message: /must be an array/ },
  {
    name: '$and of values',
    filter: { $and: [1] },
    code: 2,
    message: /entries need to be full objects|wrong type|must be an object/,
  },
  { name: '$not of a value', filter: { a: { $not: 1 } }, code: 2, message: /\$not needs a regex or a document/ },
  {
    name: '$ne of a regular expression',
    filter: { a: { $ne: /x/ } },
    code: 2,
    message: /Can't have regex as arg to \$ne/,
  },
  { name: '$gt of a regular expression', filter: { a: { $gt: /x/ } }, code: 2, message: /RegEx as arg/ },
  { name: '$options alone', filter: { a: { $options: 'i' } }, code: 2, message: /\$options needs a \$regex/ },
  {
    name: '$type of an unknown alias',
    filter: { a: { $type: 'money' } },
    code: 2,
    message: /Unknown type name alias: money/,
  },
  { name: '$elemMatch of a value', filter: { a: { $elemMatch: 1 } }, code: 2, message: /\$elemMatch needs an Object/ },
  { name: 'operators inside $in', filter: { a: { $in: [{ $gt: 1 }] } }, code: 2, message: /cannot nest \$ under \$in/ },
  { name: 'a field among operators', filter: { a: { $gt: 1, b: 2 } }, code: 2, message: /unknown operator: b/ },
];

describe('queries', () => {
  const database = withDatabase();

  for (const { name, filter, code, message, liteOnly } of refused) {
    it(`refuses ${name}`, async function () {
      if (liteOnly && database.real) return this.skip();
      const error = await serverError(database.collectionOf('refused').find(filter).toArray());
      expect(error.code).to.equal(code);
      expect(error.message).to.match(message);
    });
  }

  it('sorts values of different types in the order of types, and arrays by their least element', async () => {
    const collection = database.db.collection<{ _id: string }>('sorted');
    const values: Record<string, unknown> = {
      maxKey: new MaxKey(),
      regex: /x/,
      date: new Date(0),
      boolean: false,
      objectId: new ObjectId(),
      binary: new Binary(Buffer.from('x')),
      array: [[5]],
      object: {},
      string: '',
      long: Long.fromNumber(2),
      double: 1.5,
      int: 1,
      null: null,
      emptyArray: [],
      minKey: new MinKey(),
      three: [9, 3],
    };
    await collection.insertMany(Object.entries(values).map(([_id, v]) => ({ _id, v })));
    const ordered = async (direction: 1 | -1) =>
      (await collection.find().sort({ v: direction }).toArray()).map(({ _id }) => _id);
    const ascending = [
      'minKey',
      'emptyArray',
      'null',
      'int',
      'double',
      'long',
      'three',
      'string',
      'object',
      'array',
      'binary',
      'objectId',
      'boolean',
      'date',
      'regex',
      'maxKey',
    ];
    expect(await ordered(1)).to.deep.equal(ascending);
    const descending = ascending.toReversed().filter((id) => id !== 'three');
    expect((await ordered(-1)).filter((id) => id !== 'three')).to.deep.equal(descending);
    await collection.createIndex({ v: 1 });
    expect(await ordered(1), 'with an index').to.deep.equal(ascending);
  });

  it('refuses an invalid sort direction', async () => {
    const error = await serverError(database.db.command({ find: 'sorted', sort: { v: 2 } }));
    expect(error.code).to.equal(15975);
  });
});
