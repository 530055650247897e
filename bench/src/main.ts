import { benchEngine } from './engine.js';
import { machine } from './machine.js';
import { benchOrders } from './orders.js';
import { benchStore } from './store.js';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  engine: benchEngine,
  orders: benchOrders,
  store: benchStore,
};

const [name = ''] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`Usage: node bench/dist/main.js ${Object.keys(benches).join('|')}`);
  process.exit(64);
}
console.log(machine());
await bench();
