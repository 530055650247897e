import { Double, Int32, Long, withDatabase } from './mongo.js';
import { a, findWhatMatches, type Case } from './queries.js';

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
];

describe('queries', () => {
  const database = withDatabase();

  findWhatMatches(database, cases);
});
