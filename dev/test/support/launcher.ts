// A separate launcher, for tests that end it: `launcher.ts PORT_BASE DATA_DIR`, with the environment of the caller.
import { whenAskedToStop } from '../../dist/interrupt.js';
import { startStack } from '../../dist/stack.js';
import { standIns } from './stand-ins.js';

const [portBase, dataDir = ''] = process.argv.slice(2);
const stopping = whenAskedToStop();
const stack = await startStack({ portBase: Number(portBase), dataDir, env: process.env, topology: standIns() });
console.log(JSON.stringify(stack.processes.map(({ pid }) => pid)));
await stopping.asked;
await stack.stop();
process.exit(0);
