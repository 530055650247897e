// The name and REST port of each process of a stack, a line each, for the labs. SHOP is the shop's address unless it is the usual one.
//   node docs/labs/tools/processes.mjs
import { processNames, processOf, restPorts, shopAddress } from '../../../topology/src/processes.mjs';

const moved = Number(new URL(process.env.SHOP ?? shopAddress).port) - restPorts.first;
for (const name of processNames) console.log(`${name} ${processOf(name).http + moved}`);
