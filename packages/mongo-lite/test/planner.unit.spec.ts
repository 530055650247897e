import { expect } from 'chai';
import fc from 'fast-check';
import { docOf } from '@shop/mongo-lite/bson/values';
import type { Doc, Value } from '@shop/mongo-lite/bson/values';
import { parseIndexSpec } from '@shop/mongo-lite/indexes/spec';
import { compareByPattern } from '@shop/mongo-lite/indexes/key';
import { choosePlan } from '@shop/mongo-lite/planner/plan';
import { select } from '@shop/mongo-lite/planner/select';
import { parseSort } from '@shop/mongo-lite/planner/sort';
import { parseFilter } from '@shop/mongo-lite/query/parse';
import { openStore } from '@shop/mongo-lite/server';

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom<Value>('x', 'y', null, true),
);
const fieldValue: fc.Arbitrary<Value> = fc.oneof({ weight: 4, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }));
const document = (values: fc.Arbitrary<Value>) =>
  fc.record({ a: values, b: values, c: values }, { requiredKeys: [] }).map((fields): Doc => docOf(fields));

const operator: fc.Arbitrary<Value> = fc.oneof(
  scalar,
  fc
    .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne', '$eq'), scalar)
    .map(([name, value]) => docOf({ [name]: value })),
  fc.array(scalar, { maxLength: 3 }).map((values) => docOf({ $in: values })),
  fc.tuple(scalar, scalar).map(([low, high]) => docOf({ $gte: low, $lt: high })),
  fc.boolean().map((exists) => docOf({ $exists: exists })),
);
const simple = fc
  .record({ a: operator, b: operator, c: operator }, { requiredKeys: [] })
  .map((fields) => docOf(fields));
const filter: fc.Arbitrary<Doc> = fc.oneof(
  simple,
  fc
    .tuple(simple, fc.array(simple, { minLength: 1, maxLength: 2 }))
    .map(([all, any]) => new Map<string, Value>([...all, ['$or', any]])),
);
const direction = fc.constantFrom(1, -1);
const sort = fc
  .constantFrom('a', 'b', 'ab', 'ba', '')
  .chain((names) =>
    fc
      .tuple(...names.split('').map(() => direction))
      .map((directions): Doc => new Map(names.split('').map((name, i) => [name, directions[i]!]))),
  );

const indexes: Record<string, Value>[] = [
  { name: 'ab', key: docOf({ a: 1, b: -1 }) },
  { name: 'ba', key: docOf({ b: 1, a: 1 }) },
  { name: 'c', key: docOf({ c: -1 }), sparse: true },
  { name: 'partial', key: docOf({ a: 1 }), partialFilterExpression: docOf({ b: docOf({ $gte: 2 }) }) },
  { name: 'exists', key: docOf({ c: 1, a: 1 }), partialFilterExpression: docOf({ c: docOf({ $exists: true }) }) },
];

describe('plans', () => {
  for (const [kind, values] of [
    ['plain values', scalar],
    ['arrays among them', fieldValue],
  ] as const) {
    it(`find the same as a full scan, in sorted order, with ${kind}`, () => {
      let indexed = 0;
      fc.assert(
        fc.property(
          fc.array(document(values), { maxLength: 25 }),
          filter,
          sort,
          (docs, filterDocument, sortDocument) => {
            const collection = openStore({ inMemory: true }).ensure('test', 'planned');
            for (const index of indexes) collection.createIndex(parseIndexSpec(docOf(index)));
            for (const [i, doc] of docs.entries()) {
              try {
                collection.insert(new Map<string, Value>([['_id', i], ...doc]));
              } catch (error) {
                // two arrays in one key cannot be indexed
                expect(error).to.have.property('code', 171);
              }
            }
            const node = parseFilter(filterDocument);
            const fields = parseSort(sortDocument);
            if (choosePlan(collection, node, fields).kind !== 'collection') indexed++;
            const scan = [...collection.documents.values()].filter(({ doc }) => node.matches(doc));
            const found = select(collection, node, { sort: fields });
            const ids = (list: typeof found) =>
              list.map(({ doc }) => doc.get('_id') as number).toSorted((x, y) => x - y);
            expect(ids(found)).to.deep.equal(ids(scan));
            if (kind === 'plain values')
              expectSorted(
                found.map(({ doc }) => doc),
                fields,
              );
          },
        ),
        { numRuns: 400 },
      );
      expect(indexed).to.be.above(100);
    });
  }

  it('find a document by its _id, however long, if the other conditions hold', () => {
    const collection = openStore({ inMemory: true }).ensure('test', 'planned');
    const shared = 'x'.repeat(3_000);
    const ids = ['short', `${shared}1`, `${shared}2`];
    for (const id of ids) collection.insert(docOf({ _id: id, a: 1 }));
    const find = (filter: Record<string, Value>) =>
      select(collection, parseFilter(docOf(filter))).map(({ doc }) => doc.get('_id'));
    for (const id of ids) {
      expect(find({ _id: id })).to.deep.equal([id]);
      expect(find({ a: 1, _id: id })).to.deep.equal([id]);
      expect(find({ _id: id, a: 2 })).to.deep.equal([]);
    }
    expect(find({ _id: `${shared}3` })).to.deep.equal([]);
    collection.remove(select(collection, parseFilter(docOf({ _id: `${shared}1` })))[0]!);
    expect(find({ _id: `${shared}1` })).to.deep.equal([]);
    expect(find({ _id: `${shared}2` })).to.deep.equal([`${shared}2`]);
  });
});

function expectSorted(docs: readonly Doc[], fields: ReturnType<typeof parseSort>): void {
  const key = (doc: Doc) => fields.map(({ path }) => doc.get(path) ?? null);
  for (let i = 1; i < docs.length; i++) {
    expect(compareByPattern(fields, key(docs[i - 1]!), key(docs[i]!))).to.be.at.most(0);
  }
}
