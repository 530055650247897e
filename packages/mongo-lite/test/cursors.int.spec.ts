import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docOf, type Value } from '@shop/mongo-lite/bson/values';
import { parseIndexSpec } from '@shop/mongo-lite/indexes/spec';
import { Search } from '@shop/mongo-lite/planner/select';
import { parseSort } from '@shop/mongo-lite/planner/sort';
import { parseFilter } from '@shop/mongo-lite/query/parse';
import type { Collection } from '@shop/mongo-lite/storage/collection';
import { openStore, type Store } from '@shop/mongo-lite/storage/store';
import { expect } from 'chai';

const COUNT = 300;

describe('a cursor that is read in several batches', () => {
  let dataDir: string;
  let store: Store;
  let collection: Collection;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'mongo-lite-cursors-'));
    store = openStore({ dataDir });
    collection = store.ensure('test', 'read');
    for (const key of [{ a: 1 }, { tags: 1 }, { b: -1, _id: 1 }])
      collection.createIndex(parseIndexSpec(docOf({ key: docOf(key), name: Object.keys(key).join() })));
    const insert = (from: number, to: number) => {
      for (let i = from; i < to; i++)
        collection.insert(docOf({ _id: i, a: i % 7, b: i % 3, tags: [i % 2 ? 'odd' : 'even', 'all', `t${i % 5}`] }));
    };
    insert(0, COUNT / 2);
    // one half is on disk, the other in memory
    await store.checkpoint(1);
    insert(COUNT / 2, COUNT);
  });
  afterEach(async () => {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  type Filter = Record<string, Value>;
  const open = (filter: Filter, sort: Record<string, number> = {}, hint?: Value) =>
    new Search(collection, parseFilter(docOf(filter)), { sort: parseSort(docOf(sort)), hint });
  const batch = (search: Search, size: number): number[] => {
    const ids: number[] = [];
    while (ids.length < size) {
      const found = search.next();
      if (!found) break;
      ids.push(found.doc.get('_id') as number);
    }
    search.detach();
    return ids;
  };
  const all = (search: Search, size: number): number[] => {
    const ids: number[] = [];
    for (;;) {
      const next = batch(search, size);
      ids.push(...next);
      if (next.length < size) return ids;
    }
  };

  const reads: Record<string, () => Search> = {
    'the whole collection': () => open({}),
    'the whole collection from its end': () => open({}, {}, docOf({ $natural: -1 })),
    'a part of an index': () => open({ _id: docOf({ $gt: 20 }) }, { _id: 1 }),
    'an index from its end': () => open({ _id: docOf({ $gt: 20 }) }, { _id: -1 }),
    'a descending index': () => open({ b: 1 }, { b: -1, _id: 1 }),
    'several values': () => open({ a: docOf({ $in: [5, 1, 3] }) }),
    'several documents by their ids': () => open({ _id: docOf({ $in: [250, 7, 149, 150, 151, 999] }) }),
    'an index of arrays': () => open({ tags: docOf({ $in: ['odd', 'all', 't3'] }) }),
    'one of two conditions': () => open({ $or: [docOf({ a: 2 }), docOf({ tags: 't3' })] }),
    'a sort without an index': () => open({ a: 2 }, { tags: 1, _id: -1 }),
  };
  for (const [name, read] of Object.entries(reads))
    it(`returns the same as one batch: ${name}`, () => {
      const whole = all(read(), Infinity);
      expect(whole.length).to.equal(new Set(whole).size).and.above(2);
      for (const size of [1, 7, 100]) expect(all(read(), size), `batches of ${size}`).to.deep.equal(whole);
    });

  it('sees changes of documents that it has not reached, and none of those that it has passed', () => {
    const search = open({ _id: docOf({ $gte: 100 }) }, { _id: 1 });
    expect(batch(search, 50).at(-1)).to.equal(149);
    for (const id of [149, 120, 151, 299]) collection.remove(collection.documents.get(id + 1)!);
    for (const id of [110.5, 150.5]) collection.insert(docOf({ _id: id, a: 0, b: 0, tags: [] }));
    expect(batch(search, 4)).to.deep.equal([150, 150.5, 152, 153]);
    expect(batch(search, COUNT).at(-1)).to.equal(298);
  });

  it('reads no more of an index than it returns', () => {
    let read = 0;
    const { idIndex } = collection;
    const entries = idIndex.entries.bind(idIndex);
    idIndex.entries = function* (stretch) {
      for (const entry of entries(stretch)) {
        read++;
        yield entry;
      }
    };
    const search = open({ _id: docOf({ $gte: 0 }) }, { _id: 1 });
    batch(search, 10);
    batch(search, 10);
    expect(read).to.equal(21);
  });

  it('ends with the collection, or the index, that it reads', () => {
    const [byIndex, byCollection] = [open({ a: 1 }), open({})];
    for (const search of [byIndex, byCollection]) batch(search, 5);
    collection.dropIndex('a');
    expect(() => batch(byIndex, 5))
      .to.throw(/index 'a' dropped/)
      .with.property('code', 175);
    expect(batch(byCollection, 5)).to.have.length(5);
    store.drop(collection);
    expect(() => batch(byCollection, 5))
      .to.throw(/collection dropped/)
      .with.property('code', 175);
  });
});
