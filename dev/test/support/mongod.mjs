// A mongod with only what the launcher checks: it has a version, and it listens on its port.
import { createServer } from 'node:net';

if (process.argv.includes('--version')) process.exit(0);
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
const server = createServer((socket) => socket.on('error', () => {}));
server.listen(port, '127.0.0.1', () => console.log(`waits for connections on ${port}`));
process.on('SIGTERM', () => process.exit(0));
