// The orchestrator's engine as a peer of a benchmark that brings its own measure() and ledger:
//   node run.mjs --peer /path/to/bench/engine-peer.mjs /path/to/lib/measure.mjs
// (or BENCH_MEASURE=/path/to/lib/measure.mjs). Build first: npx tsc -b bench.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openEngine } from './dist/engine-under-test.js';
import { startServers } from './dist/servers.js';

const path = process.argv[2] ?? process.env.BENCH_MEASURE;
if (!path) {
  console.error('Say where measure() is: node engine-peer.mjs PATH/lib/measure.mjs, or set BENCH_MEASURE.');
  process.exit(64);
}
const { measure, SIZES } = await import(pathToFileURL(resolve(path)).href);
const servers = await startServers();
const shown = (pid) => ({ pid, stop: async () => {} });

await measure({
  name: 'shop-saga engine, journal in MongoDB',
  servers: [shown(servers.pids.redis), { pid: servers.pids.store, stop: () => servers.stop() }],
  facts: { durability: 'journal fsync, appendfsync everysec' },
  async open(ledger) {
    const answer = async (step, order) => {
      try {
        await ledger.run(step, order);
        return 'done';
      } catch (error) {
        if (error.name === 'PaymentDeclined') return 'refused';
        throw error;
      }
    };
    const engine = await openEngine(servers, { concurrency: SIZES.inflight, answer });
    return { start: ({ orderId, fail }) => engine.run(orderId, Boolean(fail)), close: () => engine.close() };
  },
});
process.exit(0);
