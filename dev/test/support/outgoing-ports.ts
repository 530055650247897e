import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { holdPorts } from '../../dist/hold-ports.js';
import { isPortFree } from '../../dist/ports.js';

/** Opens outgoing connections until no port is left; prints their ports, and whether a process could listen on the given one. */
const [given, hold] = process.argv.slice(2);
const [port, target] = [Number(given), 20_000];
const open = () =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(target, '127.0.0.1', () => resolve(socket)).once('error', reject);
  });

const server = createServer();
await new Promise<void>((resolve) => server.listen(target, '127.0.0.1', resolve));
if (hold) await holdPorts([port]);
const taken: (number | undefined)[] = [];
try {
  for (;;) taken.push((await open()).localPort);
} catch (error) {
  if ((error as { code?: string }).code !== 'EADDRNOTAVAIL') throw error;
}
process.stdout.write(JSON.stringify({ taken, listens: await isPortFree(port) }), () => process.exit());
