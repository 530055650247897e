import { doOnce, undoOnce, type Guarded } from '@shop/common/barrier';
import { silentLogger } from '@shop/common/logger';
import { connectMongo } from '@shop/common/mongo';
import { Documents } from '@shop/common/mongo/documents';
import { expect } from 'chai';
import { Schema, type Connection } from 'mongoose';
import { startLaggingStore, type LaggingStore } from '../../../tests/support/lagging-store.js';
import { startStore } from '../../../tests/support/store.js';
import { until } from '../../../tests/support/until.js';

interface Thing extends Guarded {
  count: number;
}

const logger = silentLogger();
const things = (connection: Connection) =>
  new Documents(connection.model<Thing>('Thing', new Schema<Thing>({ _id: String }, { collection: 'things' })));

describe('reads and writes of a service', () => {
  it('are of the primary and of a majority, whatever the URI says', async () => {
    const store = await startStore();
    for (const options of [
      '',
      'w=1&journal=false',
      'j=false',
      'readConcernLevel=local',
      'readPreference=secondaryPreferred',
    ]) {
      const connection = await connectMongo(`${store.uri('things')}?${options}`, { logger });
      const { readConcern, readPreference, writeConcern } = connection.getClient().options;
      const collection = connection.db!.collection('any');
      expect({ readConcern, readPreference, writeConcern }, options).to.deep.include({
        readConcern: { level: 'majority' },
        writeConcern: { w: 'majority', j: true, journal: true },
      });
      expect([readPreference.mode, collection.readConcern?.level, collection.writeConcern?.w], options).to.deep.equal([
        'primary',
        'majority',
        'majority',
      ]);
      await connection.close();
    }
    await store.stop();
  });

  describe('while the majority is behind the primary', () => {
    let store: LaggingStore;
    let connection: Connection;
    let documents: Documents<Thing>;

    beforeEach(async () => {
      store = await startLaggingStore();
      connection = await connectMongo(store.uri('things'), { logger });
      documents = things(connection);
      await documents.insert({ _id: 'a', count: 0 });
    });
    afterEach(async () => {
      await connection.close();
      await store.stop();
    });

    const up = () => doOnce(documents, 'a', 'up', { change: { $inc: { count: 1 } }, reply: 'first' });
    const undo = () => undoOnce(documents, 'a', 'up', { tombstone: () => ({ _id: 'a', count: 0 }) });

    for (const [name, work] of [
      ['a duplicate of a do', up],
      ['a duplicate of an undo', undo],
    ] as const) {
      it(`answers ${name} only when the majority has it`, async () => {
        store.lag();
        let answers = 0;
        const both = [work(), work()].map((each) => each.then((answer) => (answers++, answer)));
        await until('both are made and wait', () => store.held === 2);
        // a read of the primary alone would show the mark
        const local = await connectMongo(store.localUri('things'), { logger });
        expect((await things(local).findOne({ _id: 'a' }))?.marks).to.have.property('up');
        await local.close();
        expect(answers).to.equal(0);
        await store.catchUp();
        expect((await Promise.all(both)).map(({ type }) => type)).to.have.members([
          work === up ? 'done' : 'undone',
          'duplicate',
        ]);
      });

      it(`answers ${name} that is rolled back not at all, and does it anew`, async () => {
        store.lag();
        const both = Promise.allSettled([work(), work()]);
        await until('both are made and wait', () => store.held === 2);
        store.failOver();
        expect((await both).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
        expect((await work()).type).to.equal(work === up ? 'done' : 'undone');
      });
    }

    it('reads what a write left, also where a majority read of a new primary is older', async () => {
      store.beNewPrimary();
      expect((await up()).type).to.equal('done');
      expect((await documents.findOne({ _id: 'a' }))?.count, 'by a majority read').to.equal(0);
      expect((await documents.findCommitted('a'))?.count).to.equal(1);
      expect(await up()).to.deep.equal({ type: 'duplicate', reply: 'first' });
      expect(await documents.findCommitted('b')).to.equal(null);
    });
  });
});
