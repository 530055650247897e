import { Double, Int32, Long, type Fields } from './mongo.js';

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

/** An update of one document, and what it becomes. */
export const cases: Case[] = [
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
