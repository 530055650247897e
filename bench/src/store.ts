import { connectMongo } from '@shop/common/mongo';
import { silentLogger } from '@shop/common/logger';
import { cpuMs } from './cpu.js';
import { closedLoop } from './load.js';
import { startServers } from './servers.js';

const count = 2000;

/** The embedded store alone, durable writes: inserts, guarded updates and reads by id. Each write is checked. */
export async function benchStore(): Promise<void> {
  const servers = await startServers();
  const connection = await connectMongo(servers.mongoUri, { logger: silentLogger() });
  try {
    const things = connection.collection<{ _id: number; revision: number; journal: number[] }>('things');
    let next = 0;
    const turn = () => next++ % count;
    const matched = (found: unknown) => {
      if (!found) throw new Error('The store lost a document.');
    };
    const calls: Record<string, () => Promise<unknown>> = {
      insert: () => things.insertOne({ _id: turn(), revision: 0, journal: [] }),
      'guarded update': async () => {
        const change = { $inc: { revision: 1 }, $push: { journal: 1 } };
        matched((await things.updateOne({ _id: turn(), revision: 0 }, change)).matchedCount);
      },
      'find by id': async () => matched(await things.findOne({ _id: turn() })),
    };
    console.log('| call, 64 in flight | calls/s | p50 ms | p99 ms | CPU ms of the store a call |');
    console.log('| --- | ---: | ---: | ---: | ---: |');
    for (const [name, call] of Object.entries(calls)) {
      const before = cpuMs(servers.pids);
      const { perSecond, p50, p99 } = await closedLoop(count, 64, call);
      const cpu = (cpuMs(servers.pids)['store']! - before['store']!) / count;
      console.log(`| ${name} | ${Math.round(perSecond)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${cpu.toFixed(2)} |`);
    }
  } finally {
    await connection.close();
    await servers.stop();
  }
}
