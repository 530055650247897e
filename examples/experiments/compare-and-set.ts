import type { Experiment } from './experiment.js';

interface Saga {
  _id: string;
  revision: number;
  journal: string[];
}

export const compareAndSet: Experiment = {
  about: 'Compare-and-set: of two workers that decide by the same journal, one is refused and has to look again.',
  async run(protection, { db }) {
    const sagas = db.collection<Saga>('sagas');
    await sagas.insertOne({ _id: 'order-1', revision: 1, journal: ['stock reserved'] });
    const look = async () => (await sagas.findOne({ _id: 'order-1' }))!;
    /** Writes a decision that is based on the read revision, unless the saga has changed since. */
    const append = async ({ revision }: Saga, line: string) => {
      const filter = { _id: 'order-1', ...(protection ? { revision } : {}) };
      const change = { $push: { journal: line }, $set: { revision: revision + 1 } };
      return (await sagas.updateOne(filter, change)).matchedCount === 1;
    };
    const isOpen = ({ journal }: Saga) => !journal.some((line) => /cancelled|charged/.test(line));
    /** One worker: reads, then decides; the other one decides between its read and its write. */
    const decide = async (line: string, meanwhile = async () => {}) => {
      for (;;) {
        const seen = await look();
        if (!isOpen(seen)) return;
        await meanwhile();
        if (await append(seen, line)) return;
      }
    };
    await decide('the customer is charged', () => decide('cancelled by the customer'));
    return (await look()).journal.join(', ');
  },
};
