import { startStore, type TestStore } from '@shop/testkit/store';
import { expect } from 'chai';
import { Schema, type Connection } from 'mongoose';
import { updateOnce } from '../../dist/mongo/inbox.js';
import type { CursorStore } from '../../dist/events/cursors.js';
import { silentLogger } from '../../dist/logging/logger.js';
import { connectMongo } from '../../dist/mongo/connection.js';
import { cursorStore } from '../../dist/mongo/cursor-store.js';
import { Documents } from '../../dist/mongo/documents.js';

interface Count {
  _id: string;
  sold: number;
}

describe('the stored state of a reader of events', () => {
  let store: TestStore;
  let mongo: Connection;
  let counts: Documents<Count>;
  let cursors: CursorStore;
  const lease = (owner: string, ms = 10_000) => ({ owner, ms });
  before(async () => {
    store = await startStore();
    mongo = await connectMongo(store.uri('effects'), { logger: silentLogger() });
    counts = new Documents(mongo.model<Count>('Count', new Schema({ _id: String, sold: Number })));
    cursors = cursorStore(mongo);
  });
  after(async () => {
    await mongo?.close();
    await store?.stop();
  });

  it('has each effect once, even if its event arrives again or an event of another source changes the document', async () => {
    const add = (source: string, position: number) =>
      updateOnce(counts, 'a', { $inc: { sold: 1 } }, { source, position });
    const all = await Promise.all([add('one', 1), add('two', 1), add('two', 1), add('one', 1)]);
    expect(all.filter(Boolean)).to.have.length(2);
    expect([await add('one', 2), await add('one', 2), await add('one', 1)]).to.deep.equal([true, false, false]);
    expect((await counts.findOne({ _id: 'a' }))?.sold).to.equal(3);
  });

  it('lets one replica hold a cursor, and another once the lease has expired or is released', async () => {
    expect(await cursors.acquire('r', lease('one'))).to.deep.equal({ position: undefined });
    expect(await cursors.acquire('r', lease('two'))).to.equal(undefined);
    expect(await cursors.advance('r', lease('one'), 5)).to.equal(true);
    expect(await cursors.advance('r', lease('two'), 9)).to.equal(false);
    await cursors.release('r', 'one');
    expect(await cursors.acquire('r', lease('two', -1))).to.deep.equal({ position: 5 });
    expect(await cursors.acquire('r', lease('one'))).to.deep.equal({ position: 5 });
  });

  it('takes the cursor from its holder when the cursor is moved', async () => {
    await cursors.acquire('m', lease('one'));
    await cursors.advance('m', lease('one'), 5);
    await cursors.move('m', 2);
    expect(await cursors.advance('m', lease('one'), 6)).to.equal(false);
    expect(await cursors.acquire('m', lease('one'))).to.deep.equal({ position: 2 });
  });
});
