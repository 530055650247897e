import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import { startStore, type TestStore } from '@shop/testkit/store';
import { AuditRepository } from '../../dist/data/audit.repository.js';
import { sagaModel } from 'saga-engine/mongo/saga.model';

describe('the sagas for an audit', () => {
  let store: TestStore;
  let mongo: Connection;
  let sagas: AuditRepository;
  const orders = ['a', 'b', 'b', 'b', 'b', 'c', 'c', 'd'];

  before(async () => {
    store = await startStore();
    mongo = await mongoose.createConnection(store.uri(`audit-${randomUUID()}`)).asPromise();
    const model = sagaModel(mongo);
    await model.createIndexes();
    await model.collection.insertMany(
      orders.map((correlationId, i) => ({ _id: `saga-${i}`, type: 'place-order', correlationId })) as never[],
    );
    sagas = new AuditRepository(model);
  });
  after(async () => {
    await mongo.dropDatabase();
    await mongo.close();
    await store.stop();
  });

  for (const size of [1, 2, 3, 4, 7, 8, 100])
    it(`are each listed once, by order, in pages of ${size}`, async () => {
      const found = [];
      for await (const saga of sagas.all(size)) found.push(saga);
      expect(found.map(({ orderId }) => orderId)).to.deep.equal(orders);
      expect(new Set(found.map(({ id }) => id)).size).to.equal(orders.length);
    });

  it('are reduced to the ids of orders that have sagas', async () => {
    expect(await sagas.ordersWithSagas(['0', 'b', 'd', 'e'])).to.deep.equal(new Set(['b', 'd']));
  });
});
