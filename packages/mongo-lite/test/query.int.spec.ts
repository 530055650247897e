import { expect } from 'chai';
import { Binary, Double, Int32, Long, MaxKey, MinKey, ObjectId, openDatabase, serverError } from './mongo.js';
import type { Fields, TestDatabase } from './mongo.js';

interface Case {
  name: string;
  docs: Fields[];
  filter: Fields;
  /** The positions in `docs` that match. */
  matches: number[];
}

/** Documents that differ in `a` only. */
const a = (...values: unknown[]): Fields[] => values.map((value) => ({ a: value }));

const big = Long.fromString('9007199254740993');

const cases: Case[] = [
  {
    name: 'numbers of all types are equal by value',
    docs: a(new Int32(1), new Double(1), Long.fromNumber(1), '1'),
    filter: { a: 1 },
    matches: [0, 1, 2],
  },
  {
    name: 'a Long is not rounded to a Double',
    docs: a(big, new Double(9007199254740992)),
    filter: { a: big },
    matches: [0],
  },
  {
    name: 'a Long compares exactly with a Double',
    docs: a(big, Long.fromString('9007199254740992')),
    filter: { a: { $gt: new Double(9007199254740992) } },
    matches: [0],
  },
  {
    name: 'NaN equals NaN and nothing else',
    docs: a(NaN, 1),
    filter: { a: NaN },
    matches: [0],
  },
  {
    name: 'NaN is neither above nor below a number',
    docs: a(NaN, 1, -Infinity),
    filter: { a: { $lt: 5 } },
    matches: [1, 2],
  },
  { name: '$gte NaN finds NaN', docs: a(NaN, 1), filter: { a: { $gte: NaN } }, matches: [0] },
  { name: 'minus zero is zero', docs: a(new Double(-0), 0), filter: { a: 0 }, matches: [0, 1] },
  {
    name: 'null matches null and missing',
    docs: [{ a: null }, {}, { a: 1 }, { a: [] }, { a: [null] }],
    filter: { a: null },
    matches: [0, 1, 4],
  },
  {
    name: '$ne null is the opposite',
    docs: [{ a: null }, {}, { a: 1 }, { a: [] }, { a: [null] }],
    filter: { a: { $ne: null } },
    matches: [2, 3],
  },
  {
    name: '$gte null is null or missing',
    docs: [{ a: null }, {}, { a: 1 }],
    filter: { a: { $gte: null } },
    matches: [0, 1],
  },
  { name: '$gt null is nothing', docs: [{ a: null }, {}, { a: 1 }], filter: { a: { $gt: null } }, matches: [] },
  {
    name: '$in with null matches missing',
    docs: [{ a: null }, {}, { a: 2 }],
    filter: { a: { $in: [null, 2] } },
    matches: [0, 1, 2],
  },
  {
    name: '$nin with null does not match missing',
    docs: [{ a: null }, {}, { a: 2 }],
    filter: { a: { $nin: [null] } },
    matches: [2],
  },
  {
    name: 'null below a document',
    docs: [{ a: {} }, { a: { b: null } }, { a: { b: 1 } }, { a: 4 }, {}],
    filter: { 'a.b': null },
    matches: [0, 1, 3, 4],
  },
  {
    name: 'null below an array needs a document in it',
    docs: a([], [1, 2], [{ b: 1 }, {}], [{ b: 1 }], [{ b: null }], [[]]),
    filter: { 'a.b': null },
    matches: [2, 4],
  },
  {
    name: '$exists: false below arrays',
    docs: a([], [1], [{ b: 1 }, {}], [{}]),
    filter: { 'a.b': { $exists: false } },
    matches: [0, 1, 3],
  },
  {
    name: '$exists: true takes null for there',
    docs: [{ a: null }, {}, { a: [] }],
    filter: { a: { $exists: true } },
    matches: [0, 2],
  },
  {
    name: 'an element or the whole array is equal',
    docs: a([1, 2], [[1, 2]], 1, [2, 1]),
    filter: { a: [1, 2] },
    matches: [0, 1],
  },
  { name: 'one element is equal', docs: a([1, 2], 2, [[2]], [3]), filter: { a: 2 }, matches: [0, 1] },
  {
    name: '$ne with arrays: no element is equal',
    docs: a([1, 2], [3], 2, []),
    filter: { a: { $ne: 2 } },
    matches: [1, 3],
  },
  {
    name: '$gt and $lt may be met by different elements',
    docs: a([1, 20], [11], [5]),
    filter: { a: { $gt: 10, $lt: 12 } },
    matches: [0, 1],
  },
  {
    name: '$elemMatch wants one element for both',
    docs: a([1, 20], [11], 11),
    filter: { a: { $elemMatch: { $gt: 10, $lt: 12 } } },
    matches: [1],
  },
  {
    name: 'a document is equal only with the same fields in order',
    docs: a({ x: 1, y: 2 }, { y: 2, x: 1 }, { x: 1 }),
    filter: { a: { x: 1, y: 2 } },
    matches: [0],
  },
  {
    name: 'a path through an array of documents',
    docs: a([{ b: 1 }, { b: 2 }], [{ b: 3 }], { b: 2 }),
    filter: { 'a.b': 2 },
    matches: [0, 2],
  },
  { name: 'a path through arrays in arrays is not followed', docs: a([[{ b: 1 }]]), filter: { 'a.b': 1 }, matches: [] },
  {
    name: 'a number in a path names an element',
    docs: a([5, 6], [6, 5], { 0: 5 }),
    filter: { 'a.0': 5 },
    matches: [0, 2],
  },
  {
    name: 'a number in a path and then a field',
    docs: a([{ b: 1 }, { b: 2 }], [{ b: 2 }]),
    filter: { 'a.1.b': 2 },
    matches: [0],
  },
  { name: 'the element that a number names is not unfolded', docs: a([5, [2, 4]]), filter: { 'a.1': 4 }, matches: [] },
  { name: 'a number in a path is also a field name', docs: a([{ 0: 'x' }]), filter: { 'a.0': 'x' }, matches: [0] },
  {
    name: 'comparison stays within the type',
    docs: a(1, '5', null, true, new Date(3), [7]),
    filter: { a: { $gt: 0 } },
    matches: [0, 5],
  },
  { name: 'strings compare with strings', docs: a('a', 'b', 'B', 1), filter: { a: { $gte: 'a' } }, matches: [0, 1] },
  {
    name: 'dates compare with dates',
    docs: a(new Date(1), new Date(5), 5),
    filter: { a: { $gt: new Date(2) } },
    matches: [1],
  },
  { name: 'booleans are no numbers', docs: a(true, 1, false, 0), filter: { a: true }, matches: [0] },
  {
    name: 'MinKey is below everything',
    docs: a(new MinKey(), 1, 'x'),
    filter: { a: { $gt: new MinKey() } },
    matches: [1, 2],
  },
  {
    name: 'MaxKey is above everything',
    docs: a(new MaxKey(), 1, 'x'),
    filter: { a: { $lt: new MaxKey() } },
    matches: [1, 2],
  },
  {
    name: 'documents compare by type, name and value',
    docs: a({ x: 1 }, { x: 2 }, { y: 0 }, { x: 'a' }),
    filter: { a: { $gt: { x: 1 } } },
    matches: [1, 2, 3],
  },
  { name: 'arrays compare with arrays', docs: a([1, 2], [1, 3], [1]), filter: { a: { $gt: [1, 2] } }, matches: [1] },
  {
    name: '$in with mixed types',
    docs: a(1, 'x', null, [3], 4),
    filter: { a: { $in: ['x', 3, 1] } },
    matches: [0, 1, 3],
  },
  {
    name: '$in with a regular expression',
    docs: a('apple', 'pear', 'plum'),
    filter: { a: { $in: [/^ap/, 'plum'] } },
    matches: [0, 2],
  },
  { name: 'an empty $in is nothing', docs: a(1, null), filter: { a: { $in: [] } }, matches: [] },
  { name: 'an empty $nin is all', docs: a(1, null), filter: { a: { $nin: [] } }, matches: [0, 1] },
  {
    name: '$not takes missing too',
    docs: [{ a: 1 }, { a: 9 }, {}],
    filter: { a: { $not: { $gt: 5 } } },
    matches: [0, 2],
  },
  {
    name: '$or and $and',
    docs: [{ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 3 }],
    filter: { $and: [{ $or: [{ a: 1 }, { a: 3 }] }, { b: { $exists: false } }] },
    matches: [2],
  },
  {
    name: '$type by alias',
    docs: a(new Int32(1), new Double(1), Long.fromNumber(1)),
    filter: { a: { $type: 'long' } },
    matches: [2],
  },
  {
    name: '$type number',
    docs: a(new Int32(1), new Double(1), Long.fromNumber(1), '1'),
    filter: { a: { $type: 'number' } },
    matches: [0, 1, 2],
  },
  {
    name: '$type looks into arrays, and array means the array',
    docs: a([1], ['x'], 'x', []),
    filter: { a: { $type: ['string', 'array'] } },
    matches: [0, 1, 2, 3],
  },
  { name: '$type by number', docs: a('x', null, true), filter: { a: { $type: 8 } }, matches: [2] },
  {
    name: '$elemMatch on documents',
    docs: a(
      [
        { x: 1, y: 1 },
        { x: 2, y: 2 },
      ],
      [{ x: 1, y: 2 }],
    ),
    filter: { a: { $elemMatch: { x: 1, y: 2 } } },
    matches: [1],
  },
  {
    name: '$elemMatch with $or',
    docs: a([{ x: 1 }], [{ y: 1 }], [{ z: 1 }]),
    filter: { a: { $elemMatch: { $or: [{ x: 1 }, { y: 1 }] } } },
    matches: [0, 1],
  },
  {
    name: '$elemMatch with $in and $ne',
    docs: a([1, 2], [3], [2, 5]),
    filter: { a: { $elemMatch: { $in: [2, 3], $ne: 3 } } },
    matches: [0, 2],
  },
  { name: '$regex is case sensitive', docs: a('Apple', 'apple', 5), filter: { a: { $regex: 'apple' } }, matches: [1] },
  {
    name: '$regex with the option i',
    docs: a('Apple', 'apple', 5),
    filter: { a: { $regex: '^APP', $options: 'i' } },
    matches: [0, 1],
  },
  {
    name: '$regex with an inline option',
    docs: a('Apple', 'pear'),
    filter: { a: { $regex: '(?i)apple' } },
    matches: [0],
  },
  {
    name: '$ also matches before a final newline',
    docs: a('ab\n', 'ab', 'ab\nc'),
    filter: { a: { $regex: 'ab$' } },
    matches: [0, 1],
  },
  {
    name: 'with m the anchors are those of lines',
    docs: a('x\nab\nc', 'abc'),
    filter: { a: { $regex: '^ab$', $options: 'm' } },
    matches: [0],
  },
  { name: 'a dot is no newline, unless s', docs: a('a\nb', 'a b'), filter: { a: { $regex: 'a.b' } }, matches: [1] },
  { name: 'a dot with s', docs: a('a\nb', 'a b'), filter: { a: { $regex: 'a.b', $options: 's' } }, matches: [0, 1] },
  {
    name: 'a regular expression looks into arrays',
    docs: a(['pear', 'apple'], ['plum']),
    filter: { a: /^app/ },
    matches: [0],
  },
  {
    name: '$not with a regular expression',
    docs: [{ a: 'apple' }, { a: 'pear' }, { a: 5 }, {}],
    filter: { a: { $not: /^app/ } },
    matches: [1, 2, 3],
  },
  {
    name: 'ObjectIds and binaries',
    docs: a(new ObjectId('0123456789abcdef01234567'), new Binary(Buffer.from('x'))),
    filter: { a: { $in: [new ObjectId('0123456789abcdef01234567'), new Binary(Buffer.from('x'))] } },
    matches: [0, 1],
  },
  {
    name: 'several conditions on one path',
    docs: a(5, 15, 25),
    filter: { a: { $gt: 1, $lt: 20, $ne: 5 } },
    matches: [1],
  },
  {
    name: 'a deep path through arrays',
    docs: [{ a: [{ b: [{ c: 1 }] }, { b: { c: 2 } }] }],
    filter: { $and: [{ 'a.b.c': 1 }, { 'a.b.c': 2 }] },
    matches: [0],
  },
  {
    name: 'strings beyond the first plane sort by code point',
    docs: a('\uff5e', '\u{1f600}'),
    filter: { a: { $gt: '\uff5e' } },
    matches: [1],
  },
];

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
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database.close());

  for (const [i, { name, docs, filter, matches }] of cases.entries()) {
    it(name, async () => {
      const collection = database.db.collection<Fields>(`query${i}`);
      await collection.insertMany(docs.map((doc, _id) => ({ ...doc, _id })));
      const found = async () =>
        (await collection.find(filter).toArray()).map(({ _id }) => _id as number).toSorted((x, y) => x - y);
      expect(await found()).to.deep.equal(matches);
      // an index must not change the answer
      await collection.createIndex({ a: 1 });
      expect(await found(), 'with an index').to.deep.equal(matches);
    });
  }

  for (const { name, filter, code, message, liteOnly } of refused) {
    it(`refuses ${name}`, async function () {
      if (liteOnly && database.real) return;
      const error = await serverError(database.db.collection<Fields>('refused').find(filter).toArray());
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
