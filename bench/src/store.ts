import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { closedLoop } from './load.js';
import { publish } from './report.js';
import { inRounds } from './rounds.js';
import { startServers } from './servers.js';

const count = 4000;

/** The embedded store alone, with durable writes: inserts, guarded updates and reads by id. Each call is checked. */
export async function benchStore(): Promise<void> {
  const servers = await startServers();
  const connection = await connectMongo(servers.mongoUri, { logger: silentLogger() });
  try {
    const things = connection.collection<{ _id: number; revision: number; journal: number[] }>('things');
    let inserted = 0;
    let turn = 0;
    const some = () => turn++ % count;
    const found = (thing: unknown) => {
      if (!thing) throw new Error('The store lost a document.');
    };
    const calls: Record<string, () => Promise<unknown>> = {
      insert: () => things.insertOne({ _id: inserted++, revision: 0, journal: [] }),
      'guarded update': async () => {
        // bounded, so that a later round writes as much as the first
        const change = { $inc: { revision: 1 }, $push: { journal: { $each: [1], $slice: -4 } } };
        found((await things.updateOne({ _id: some(), revision: { $gte: 0 } }, change)).matchedCount);
      },
      'find by id': async () => found(await things.findOne({ _id: some() })),
    };
    const results = await inRounds(
      3,
      Object.entries(calls).map(([name, call]) => ({
        name: `${name}, 64 in flight`,
        pids: servers.pids,
        run: () => closedLoop(count, 64, call),
      })),
    );
    publish({ name: 'store', unit: 'call', results });
  } finally {
    await connection.close();
    await servers.stop();
  }
}
