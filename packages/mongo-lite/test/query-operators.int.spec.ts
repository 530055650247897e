import { Binary, Double, Int32, Long, MaxKey, MinKey, ObjectId, withDatabase } from './mongo.js';
import { a, findWhatMatches, type Case } from './queries.js';

const cases: Case[] = [
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

describe('queries', () => {
  const database = withDatabase();

  findWhatMatches(database, cases);
});
