import { doOnce, undoOnce, type Guarded } from '@shop/common/mongo/barrier';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import { isMongoOutage, retryOutages } from '@shop/common/mongo/outage';
import { Documents } from '@shop/common/mongo/documents';
import { expect } from 'chai';
import { Schema, type Connection } from 'mongoose';
import { isPending } from '@shop/testkit/replica-set/client';
import { startReplicaSet, type ReplicaSet } from '@shop/testkit/replica-set/replica-set';
import { startStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';

interface Thing extends Guarded {
  count: number;
}

const logger = silentLogger();
const things = (connection: Connection) =>
  new Documents(connection.model<Thing>('Thing', new Schema<Thing>({ _id: String }, { collection: 'things' })));

describe('reads and writes of a service', () => {
  it('go to the primary and to a majority, whatever the URI says', async () => {
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

  it('undo a step that was done between two looks at it, and do not take it for one that cannot be undone', async () => {
    const store = await startStore();
    const connection = await connectMongo(store.uri('things'), { logger });
    const documents = things(connection);
    let begun = false;
    const raced = new Proxy(documents, {
      get(target, name) {
        const member = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          if (name === 'findCommitted' && !begun) begun = await target.insert({ _id: 'a', count: 1 });
          return member.apply(target, args);
        };
      },
    });
    const undo = { when: { count: 1 }, tombstone: () => ({ _id: 'a', count: 0 }) };
    expect((await undoOnce(raced, 'a', 'up', undo)).type).to.equal('undone');
    await documents.insert({ _id: 'b', count: 2 });
    expect((await undoOnce(documents, 'b', 'up', undo)).type).to.equal('not-now');
    await connection.close();
    await store.stop();
  });

  describe('while the majority is behind the primary', () => {
    let set: ReplicaSet;
    let connection: Connection;
    let documents: Documents<Thing>;

    beforeEach(async () => {
      set = await startReplicaSet();
      connection = await connectMongo(`${set.uri}/things`, { logger });
      documents = things(connection);
      await documents.insert({ _id: 'a', count: 0 });
    });
    afterEach(async () => {
      await connection.close();
      await set.close();
    });

    const up = () => doOnce(documents, 'a', 'up', { change: { $inc: { count: 1 } }, reply: 'first' });
    const undo = () => undoOnce(documents, 'a', 'up', { tombstone: () => ({ _id: 'a', count: 0 }) });

    for (const [name, work] of [
      ['a duplicate of a do', up],
      ['a duplicate of an undo', undo],
    ] as const) {
      it(`answers ${name} only when the majority has it`, async () => {
        set.pauseReplication();
        let answers = 0;
        const both = [work(), work()].map((each) => each.then((answer) => (answers++, answer)));
        await until('both are made and wait', () => set.behind === 2);
        // a read of the primary alone shows the mark
        const local = connection.db!.collection<Thing>('things', { readConcern: { level: 'local' } });
        expect((await local.findOne({ _id: 'a' }))?.marks).to.have.property('up');
        expect(answers).to.equal(0);
        set.resume();
        expect((await Promise.all(both)).map(({ type }) => type)).to.have.members([
          work === up ? 'done' : 'undone',
          'duplicate',
        ]);
      });

      it(`answers no ${name.slice(2)} that is rolled back, and does it again`, async () => {
        set.pauseReplication();
        const both = Promise.allSettled([work(), work()]);
        await until('both are made and wait', () => set.behind === 2);
        await set.failOver({ rollBack: true });
        set.resume();
        // the driver retries each once: the new primary takes it as the first, or the connection breaks again
        for (const answer of await both)
          if (answer.status === 'rejected') expect(isMongoOutage(answer.reason)).to.equal(true);
        expect((await retryOutages<{ type: string }>(work)).type).to.be.oneOf([
          work === up ? 'done' : 'undone',
          'duplicate',
        ]);
        expect(await work()).to.deep.include({ type: 'duplicate' });
        expect((await documents.findOne({ _id: 'a' }))?.count).to.equal(work === up ? 1 : 0);
      });
    }

    it('reads the result of a write, even where a majority read of a new primary is older', async () => {
      set.keepCommitPoint();
      expect((await up()).type).to.equal('done');
      await set.failOver({ rollBack: false });
      expect((await documents.findOne({ _id: 'a' }))?.count, 'by a majority read').to.equal(0);
      const committed = Promise.all([documents.findCommitted('a'), up(), documents.findCommitted('b')]);
      expect(await isPending(committed), 'answered before it is known what is committed').to.equal(true);
      set.resume();
      const [found, again, absent] = await committed;
      expect(found?.count).to.equal(1);
      expect(again).to.deep.equal({ type: 'duplicate', reply: 'first' });
      expect(absent).to.equal(null);
    });
  });
});
