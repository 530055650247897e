import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import { afterPlace, NEWEST_FIRST } from '@shop/common/mongo/newest-first';
import { expect } from 'chai';
import type { Connection } from 'mongoose';
import { startStore, type TestStore } from '@shop/testkit/store';
import { LIVE, sagaModel } from 'saga-engine/mongo/saga.model';

const OLDEST = { createdAt: 1, _id: 1 } as const;
const later = afterPlace({ createdAt: 5, id: 'a' }, Number);
const DUE = { nextActionAt: 1, _id: 1 } as const;

describe('every query of the orchestrator', () => {
  let store: TestStore;
  let mongo: Connection;
  before(async () => {
    store = await startStore();
    mongo = await connectMongo(store.uri('sagas'), { logger: silentLogger() });
    sagaModel(mongo, 'userId');
    new IdempotencyStore(mongo);
    await ensureIndexes(mongo);
  });
  after(async () => {
    await mongo.close();
    await store.stop();
  });

  const queries: [string, Record<string, unknown>, Record<string, 1 | -1>?][] = [
    ['one saga', { _id: 'a' }],
    ['sagas of several runs', { _id: { $in: ['a', 'b'] } }],
    ['an append', { _id: 'a', revision: 3 }],
    ['what is due', { nextActionAt: { $type: 'number', $lte: 5 } }, DUE],
    [
      'a later page of what is due',
      {
        nextActionAt: { $type: 'number', $lte: 5 },
        $or: [{ nextActionAt: 3, _id: { $gt: 'a' } }, { nextActionAt: { $gt: 3 } }],
      },
      DUE,
    ],
    ['the most overdue', LIVE, DUE],
    ['every live saga', LIVE],
    ['live sagas that do not wait', { ...LIVE, state: { $ne: 'WAITING' } }],
    ['all, newest first', {}, NEWEST_FIRST],
    ['a later page of all', later, NEWEST_FIRST],
    ['those in a state', { state: 'RUNNING' }, NEWEST_FIRST],
    ['a later page of those in a state', { state: 'RUNNING', ...later }, NEWEST_FIRST],
    ['the one that waits longest', { state: 'WAITING' }, OLDEST],
    ['those of a type', { type: 'place-order' }, NEWEST_FIRST],
    ['those of a type in a state', { type: 'place-order', state: 'WAITING' }, NEWEST_FIRST],
    ['those of an order', { correlationId: 'a' }, NEWEST_FIRST],
    ['those of a customer', { 'input.userId': 'u' }, NEWEST_FIRST],
    ['those resolved by hand of late', { nextActionAt: { $type: 'null' }, state: 'RESOLVED', updatedAt: { $gte: 5 } }],
    ['those that ended long ago', { nextActionAt: { $type: 'null' }, updatedAt: { $lt: 5 } }],
  ];
  for (const [what, filter, sort] of queries)
    it(`reads ${what} by an index, already sorted`, async () => {
      const cursor = mongo.collection('sagas').find(filter as never);
      const plan = JSON.stringify(await (sort ? cursor.sort(sort) : cursor).explain('queryPlanner'));
      expect(plan).to.match(/IXSCAN|IDHACK|CLUSTERED|EXPRESS/);
      expect(plan).to.not.match(/"COLLSCAN"/);
      expect(plan).to.not.match(/"stage":"SORT"/);
    });

  it('expires idempotency keys in the store', async () => {
    const collections = await mongo.db!.listCollections().toArray();
    const indexes = await Promise.all(collections.map(({ name }) => mongo.collection(name).indexes()));
    const expiring = indexes.flat().filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
    expect(expiring).to.have.length(1);
  });
});
