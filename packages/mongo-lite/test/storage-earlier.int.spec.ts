import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { open } from 'lmdb';
import { encodeDocument } from '@shop/mongo-lite/bson/encode';
import { Binary, DateTime, docOf } from '@shop/mongo-lite/bson/values';
import type { Doc } from '@shop/mongo-lite/bson/values';
import { select } from '@shop/mongo-lite/planner/select';
import { parseFilter } from '@shop/mongo-lite/query/parse';
import { openStore } from '@shop/mongo-lite/server';
import type { Store } from '@shop/mongo-lite/server';

const find = (store: Store, filter: Doc) =>
  select(store.find('shop', 'things'), parseFilter(filter)).map(({ doc }) => doc);

describe('the data folder of an earlier version', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'mongo-lite-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('reads the log of the previous release', async () => {
    const log = [
      'qG7/iQEAAAAOAgAAAgEAAAAAAAAAAADWAAAA1gAAAAJkYgAFAAAAc2hvcAACbmFtZQAHAAAAdGhpbmdzAAV1dWlkABAAAAAEXXMcWI+g',
      'RmeIHpRpi4JHPARpbmRleGVzADYAAAADMAAuAAAAEHYAAgAAAANrZXkADgAAABBfaWQAAQAAAAACbmFtZQAFAAAAX2lkXwAAAARzcGFj',
      'ZXMADAAAABAwAAIAAAAABG11bHRpa2V5AAkAAAAIMAAAAARleGFjdAAJAAAACDAAAQASZG9jdW1lbnRzAAAAAAAAAAAAEmJ5dGVzAAAA',
      'AAAAAAAAAAIBAAAAAAAAAAAAGgEAABoBAAACZGIABQAAAHNob3AAAm5hbWUABwAAAHRoaW5ncwAFdXVpZAAQAAAABF1zHFiPoEZniB6U',
      'aYuCRzwEaW5kZXhlcwBrAAAAAzAALgAAABB2AAIAAAADa2V5AA4AAAAQX2lkAAEAAAAAAm5hbWUABQAAAF9pZF8AAAMxADIAAAAQdgAC',
      'AAAAA2tleQAMAAAAEGEAAQAAAAACbmFtZQACAAAAYQAIdW5pcXVlAAEAAARzcGFjZXMAEwAAABAwAAIAAAAQMQADAAAAAARtdWx0aWtl',
      'eQANAAAACDAAAAgxAAAABGV4YWN0AA0AAAAIMAABCDEAAQASZG9jdW1lbnRzAAAAAAAAAAAAEmJ5dGVzAAAAAAAAAAAAAPK98ZwBAAAA',
      'hQAAAAABAAAAAQAAAAAAGQAAABkAAAACX2lkAAQAAABvbmUAEGEAAQAAAAAAAQAAAAIAAAAAACUAAAAlAAAAAl9pZAAEAAAAdHdvABBh',
      'AAIAAAAJYXQABQAAAAAAAAAAAAEAAAADAAAAAAAaAAAAGgAAAAJfaWQABQAAAGdvbmUAEGEAAwAAAABMH5qvAQAAAFIAAAAAAQAAAAEA',
      'AAAAADQAAAA0AAAAAl9pZAAEAAAAb25lABBhAAEAAAAEbGlzdAAVAAAAEDAAAQAAAAIxAAIAAAB4AAAAAQEAAAADAAAAAAAAAAAA',
    ].join('');
    writeFileSync(join(dataDir, 'log-1'), Buffer.from(log, 'base64'));
    const store = openStore({ dataDir });
    expect(find(store, new Map())).to.deep.equal([
      docOf({ _id: 'one', a: 1, list: [1, 'x'] }),
      docOf({ _id: 'two', a: 2, at: new DateTime(5) }),
    ]);
    expect(() => store.find('shop', 'things')!.insert(docOf({ _id: 'three', a: 2 }))).to.throw(/E11000/);
    await store.close();
  });

  it('opens the data of a version that stored only whole documents on disk', async () => {
    const key = (id: number, record: number) => {
      const bytes = Buffer.alloc(12);
      bytes.writeUInt32BE(id, 0);
      bytes.writeUIntBE(record, 6, 6);
      return bytes;
    };
    const old = open<Buffer, Buffer>({
      path: join(dataDir, 'documents.lmdb'),
      encoding: 'binary',
      keyEncoding: 'binary',
    });
    const indexes = [
      docOf({ v: 2, key: docOf({ _id: 1 }), name: '_id_' }),
      docOf({ v: 2, key: docOf({ a: 1 }), name: 'a_1' }),
    ];
    const entry = docOf({ db: 'shop', name: 'things', uuid: new Binary(4, Buffer.alloc(16, 7)), indexes });
    await old.put(key(0, 3), encodeDocument(entry));
    await old.put(key(3, 1), encodeDocument(docOf({ _id: 'one', a: 1 })));
    await old.put(key(3, 2), encodeDocument(docOf({ _id: 'two', a: 2 })));
    await old.close();
    for (let opened = 0; opened < 2; opened++) {
      const store = openStore({ dataDir, checkpointBytes: 1 });
      const collection = store.find('shop', 'things')!;
      expect(find(store, docOf({ a: 2 })).map((doc) => doc.get('_id'))).to.deep.equal(['two']);
      expect(collection.documents.size).to.equal(2 + opened);
      expect(() => collection.insert(docOf({ _id: 'one' })))
        .to.throw()
        .with.property('code', 11000);
      collection.insert(docOf({ _id: `new ${opened}`, a: 5 }));
      await store.flushed();
      await store.close();
    }
  });
});
