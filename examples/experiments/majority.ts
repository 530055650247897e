import { startReplicaSet } from '@shop/testkit/replica-set/replica-set';
import mongoose from 'mongoose';
import type { Experiment } from './experiment.js';

export const majority: Experiment = {
  about: 'Majority reads: what only the primary has may still be lost, so nobody may act on it.',
  // its database is a model of a replica set in this process
  async run(protection) {
    const set = await startReplicaSet();
    const client = new mongoose.mongo.MongoClient(set.uri, { serverSelectionTimeoutMS: 5_000 });
    try {
      await client.connect();
      const orders = client.db('shop').collection<{ _id: string }>('orders', {
        readConcern: { level: protection ? 'majority' : 'local' },
      });
      set.pauseReplication();
      await orders.insertOne({ _id: 'order-1' }, { writeConcern: { w: 1 } });
      const seen = (await orders.findOne({ _id: 'order-1' })) !== null;
      const charged = seen ? 'its customer is charged' : 'nobody sees it yet';
      await set.failOver({ rollBack: true });
      set.resume();
      const left = await orders.findOne({ _id: 'order-1' });
      return `an order is written to the primary, ${charged}; the primary changes: the order is ${left ? 'there' : 'gone'}`;
    } finally {
      await client.close();
      await set.close();
    }
  },
};
