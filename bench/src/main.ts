import { benchEngine } from './engine.js';
import { benchGateway } from './gateway.js';
import { benchGrowth } from './growth.js';
import { machine } from './machine.js';
import { benchOrchestrators } from './orchestrators.js';
import { benchOrders } from './orders.js';
import { benchSoak } from './soak.js';
import { benchStore } from './store.js';
import { benchWaiting } from './waiting.js';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  engine: benchEngine,
  orders: benchOrders,
  store: benchStore,
  orchestrators: benchOrchestrators,
  growth: benchGrowth,
  waiting: benchWaiting,
  soak: benchSoak,
  gateway: benchGateway,
};

const [name = ''] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`Usage: node bench/dist/main.js ${Object.keys(benches).join('|')}`);
  process.exit(64);
}
console.log(machine());
await bench();
