import { benchAudit } from './audit.js';
import { benchBacklog } from './backlog.js';
import { benchCalls } from './calls.js';
import { benchFairness } from './fairness.js';
import { benchEngine } from './engine.js';
import { benchGateway } from './gateway.js';
import { benchGrowth } from './growth.js';
import { lookAtMachine } from './machine.js';
import { benchHosts } from './hosts.js';
import { benchNeighbours } from './neighbours.js';
import { benchOrchestrators } from './orchestrators.js';
import { benchOrders } from './orders.js';
import { benchSoak } from './soak.js';
import { benchStore } from './store.js';
import { benchStreams } from './streams.js';
import { benchWaiting } from './waiting.js';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  engine: benchEngine,
  backlog: benchBacklog,
  fairness: benchFairness,
  neighbours: benchNeighbours,
  orders: benchOrders,
  calls: benchCalls,
  store: benchStore,
  orchestrators: benchOrchestrators,
  hosts: benchHosts,
  growth: benchGrowth,
  audit: benchAudit,
  waiting: benchWaiting,
  streams: benchStreams,
  soak: benchSoak,
  gateway: benchGateway,
};

/** The benchmarks that `npm run bench` runs by default; the others take long. */
const usual = ['engine', 'gateway', 'orders', 'store', 'waiting', 'orchestrators'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(', ')}; name some of ${Object.keys(benches).join(', ')}, or none for the usual.`,
  );
  process.exit(64);
}
for (const name of asked.length > 0 ? asked : usual) {
  console.error(`== ${name}`);
  await lookAtMachine();
  await benches[name]!();
}
