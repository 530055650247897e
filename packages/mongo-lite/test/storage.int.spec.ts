import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { docOf } from '@shop/mongo-lite/bson/values';
import type { Doc, Value } from '@shop/mongo-lite/bson/values';
import { parseIndexSpec } from '@shop/mongo-lite/indexes/spec';
import { countMatching } from '@shop/mongo-lite/planner/count';
import { select } from '@shop/mongo-lite/planner/select';
import { parseSort } from '@shop/mongo-lite/planner/sort';
import { parseFilter } from '@shop/mongo-lite/query/parse';
import { openStore } from '@shop/mongo-lite/server';
import type { Store } from '@shop/mongo-lite/server';

const byId = (id: Value) => parseFilter(docOf({ _id: id }));
const find = (store: Store, filter: Doc, sort?: Doc) =>
  select(store.find('shop', 'things'), parseFilter(filter), { sort: parseSort(sort) }).map(({ doc }) => doc);

describe('the data folder', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'mongo-lite-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom<Value>('x', null, ['x', 2], []));
  const change = fc.record({
    kind: fc.constantFrom('put', 'put', 'put', 'remove', 'flush', 'reopen'),
    id: fc.integer({ min: 0, max: 12 }),
    a: value,
    b: fc.integer({ min: 0, max: 3 }),
  });

  it('gives the same answers from memory, from disk and from both, and after any restart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 10, maxLength: 60 }), async (changes) => {
        const folder = mkdtempSync(join(dataDir, 'run-'));
        // so small that nearly every write starts a checkpoint, which runs during later writes
        const reopen = () => openStore({ dataDir: folder, checkpointBytes: 100 });
        let store = reopen();
        const collection = store.ensure('shop', 'things');
        for (const key of [docOf({ a: 1, b: -1 }), docOf({ b: -1 })]) {
          collection.createIndex(parseIndexSpec(docOf({ name: String([...key.keys()]), key })));
        }
        const model = new Map<number, Doc>();
        try {
          for (const { kind, id, a, b } of changes) {
            const things = store.ensure('shop', 'things');
            const [before] = select(things, byId(id));
            expect(before?.doc).to.deep.equal(model.get(id));
            const doc = docOf({ _id: id, a, b });
            if (kind === 'put') {
              if (before) things.replace(before, doc);
              else things.insert(doc);
              model.set(id, doc);
            } else if (kind === 'remove' && before) {
              things.remove(before);
              model.delete(id);
            } else if (kind === 'flush') await store.flushed();
            else if (kind === 'reopen') {
              await store.close();
              store = reopen();
            }
            expectSame(store, model, docOf({ b }));
            expectSame(store, model, docOf({ a: Array.isArray(a) ? 2 : a, b }));
          }
        } finally {
          await store.close();
        }
      }),
      { numRuns: 40 },
    );
  });

  function expectSame(store: Store, model: ReadonlyMap<number, Doc>, filter: Doc): void {
    const node = parseFilter(filter);
    const expected = [...model.values()].filter((doc) => node.matches(doc));
    const found = find(store, filter, docOf({ b: 1 }));
    const ids = (docs: readonly Doc[]) => docs.map((doc) => doc.get('_id') as number).toSorted((x, y) => x - y);
    expect(ids(found)).to.deep.equal(ids(expected));
    expect(countMatching(store.find('shop', 'things'), node)).to.equal(expected.length);
    expect(store.find('shop', 'things')!.documents.size).to.equal(model.size);
  }

  it('keeps the log short, however much is written', async () => {
    const store = openStore({ dataDir, checkpointBytes: 20_000 });
    const collection = store.ensure('shop', 'things');
    for (let i = 0; i < 500; i++) {
      collection.insert(docOf({ _id: i, text: 'x'.repeat(1_000) }));
      await store.flushed();
    }
    await store.close();
    const logs = readdirSync(dataDir).filter((name) => name.startsWith('log-'));
    const bytes = logs.reduce((total, name) => total + statSync(join(dataDir, name)).size, 0);
    expect(bytes).to.be.below(400_000);
    const again = openStore({ dataDir });
    expect(find(again, docOf({ _id: docOf({ $gte: 498 }) })).map((doc) => doc.get('_id'))).to.deep.equal([498, 499]);
    await again.close();
  });

  it('reads a log that was cut at any byte up to the last complete write', async function () {
    this.timeout(60_000);
    const whole = await logOfTwenty();
    const torn = {
      cut: (at: number) => whole.subarray(0, at),
      zeroed: (at: number) => whole.map((byte, i) => (i < at ? byte : 0)),
    };
    const found = new Set<number>();
    for (let at = 0; at < whole.length; at += 31)
      for (const [how, tear] of Object.entries(torn)) {
        const folder = folderWith(tear(at));
        let again = openStore({ dataDir: folder });
        const before = idsOf(again);
        expect(before, `${how} at ${at}`).to.deep.equal(Array.from({ length: before.length }, (_, id) => id));
        found.add(before.length);
        again.ensure('shop', 'things').insert(docOf({ _id: 'after' }));
        await again.close();
        again = openStore({ dataDir: folder });
        expect(idsOf(again), `${how} at ${at}, written to`).to.deep.equal([...before, 'after']);
        await again.close();
        rmSync(folder, { recursive: true });
      }
    expect(found.size).to.be.above(15);
  });

  it('refuses to start when a bit was flipped in any write except the last one', async function () {
    this.timeout(60_000);
    const whole = await logOfTwenty();
    let refused = 0;
    for (let at = 0; at < whole.length; at += 7)
      for (const bit of [1, 0x80]) {
        const folder = folderWith(whole.map((byte, i) => (i === at ? byte ^ bit : byte)));
        try {
          const again = openStore({ dataDir: folder });
          expect(idsOf(again), `byte ${at}`).to.have.length(19);
          await again.close();
        } catch (error) {
          expect((error as Error).message, `byte ${at}`).to.match(
            /^The log is damaged \(.*log-1 between bytes \d+ and \d+\), and acknowledged writes follow: restore /,
          );
          refused++;
        }
        rmSync(folder, { recursive: true });
      }
    expect(refused).to.be.above((2 * whole.length) / 7 / 2);
  });

  it('refuses to start when the older of two files is missing or fully damaged, unless a checkpoint contains it', async () => {
    const written = mkdtempSync(join(dataDir, 'written-'));
    const store = openStore({ dataDir: written, checkpointBytes: 1_000 });
    const collection = store.ensure('shop', 'things');
    const files = ['log-1', 'log-2'].map((name) => join(written, name));
    let insertions = 0;
    while (!existsSync(files[1]!) || statSync(files[1]!).size === 0) {
      collection.insert(docOf({ _id: insertions++, text: 'x'.repeat(200) }));
      await store.flushed();
    }
    const logs = files.map((file) => readFileSync(file));
    await store.close();

    const folder = folderWith(...logs);
    const whole = openStore({ dataDir: folder });
    expect(idsOf(whole)).to.have.length(insertions);
    // the checkpoint contains it now
    await whole.close();
    writeFileSync(join(folder, 'log-1'), '');
    const checkpointed = openStore({ dataDir: folder });
    expect(idsOf(checkpointed)).to.have.length(insertions);
    await checkpointed.close();
    for (const older of [Buffer.alloc(0), Buffer.alloc(logs[0]!.length, 7)])
      expect(() => openStore({ dataDir: folderWith(older, logs[1]!) })).to.throw(
        /^The log is damaged \(before .*log-2\), and acknowledged writes follow: restore /,
      );
  });

  async function logOfTwenty(): Promise<Buffer> {
    const store = openStore({ dataDir });
    const collection = store.ensure('shop', 'things');
    for (let id = 0; id < 20; id++) {
      collection.insert(docOf({ _id: id, text: 'x'.repeat((id * 7) % 50) }));
      await store.flushed();
    }
    await store.close();
    return readFileSync(join(dataDir, 'log-1'));
  }

  function folderWith(...logs: Uint8Array[]): string {
    const folder = mkdtempSync(join(dataDir, 'folder-'));
    for (const [i, log] of logs.entries()) writeFileSync(join(folder, `log-${i + 1}`), log);
    return folder;
  }

  const idsOf = (store: Store) => find(store, new Map()).map((doc) => doc.get('_id'));

  it('drops collections and indexes permanently, and never confuses them with later ones', async () => {
    const options = { dataDir, checkpointBytes: 100 };
    const store = openStore(options);
    for (let round = 0; round < 3; round++) {
      const collection = store.ensure('shop', 'things');
      collection.createIndex(parseIndexSpec(docOf({ name: 'a', key: docOf({ a: 1 }) })));
      for (let i = 0; i < 5; i++) {
        collection.insert(docOf({ _id: round * 10 + i, a: i, text: 'x'.repeat(50) }));
        await store.flushed();
      }
      if (round === 0) collection.dropIndex('a');
      if (round < 2) store.drop(collection);
      await store.flushed();
    }
    await store.close();
    const again = openStore(options);
    expect(find(again, docOf({ a: docOf({ $gte: 3 }) })).map((doc) => doc.get('_id'))).to.deep.equal([23, 24]);
    expect(find(again, new Map())).to.have.length(5);
    await again.close();
  });
});
