import { doOnce, type Guarded } from '@shop/common/mongo/barrier';
import { Documents } from '@shop/common/mongo/documents';
import mongoose from 'mongoose';
import { localParticipants, participant, saga, startSagas } from 'saga-engine';
import type { Experiment } from './experiment.js';

interface Account extends Guarded {
  charged: number;
}
interface Cashier {
  charge(request: { account: string; amount: number }): void;
}
const cashier = participant<Cashier>('cashier');
const sell = saga<{ amount: number }>('sell', { version: 1 })
  .pivot('charge', {
    command: (s) => cashier.charge({ account: s.id, amount: s.input.amount }),
  })
  .end();

export const barrier: Experiment = {
  about:
    'The barrier of a participant: a command that is sent again, since its answer was lost, is not carried out again.',
  async run(protection, { mongo, mongodbUri, redisUrl, queuePrefix }) {
    const model = mongo.model<Account>(
      'account',
      new mongoose.Schema<Account>({ _id: String, charged: Number, marks: mongoose.Schema.Types.Mixed }),
    );
    await model.collection.insertOne({ _id: 'order-1', charged: 0 } as never);
    let sent = 0;
    const participants = localParticipants({
      cashier: {
        async charge({ account, amount }: { account: string; amount: number }) {
          const change = { $inc: { charged: amount } };
          if (protection) await doOnce(new Documents<Account>(model), account, 'charge', { change });
          else await model.collection.updateOne({ _id: account as never }, change);
          if ((sent += 1) === 1) throw new Error('the answer was lost');
        },
      },
    });
    const sagas = await startSagas({ definitions: [sell], participants, mongodbUri, redisUrl, queuePrefix });
    try {
      await sagas.start(sell, 'order-1', { amount: 30 });
      const { state } = await sagas.ended('order-1');
      const account = await model.collection.findOne({ _id: 'order-1' as never });
      return `sent ${sent} times, ${state}, charged ${String(account?.['charged'])} for an order of 30`;
    } finally {
      await sagas.close();
    }
  },
};
