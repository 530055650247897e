// A minimal process with a health check that replaces a service. BAD=1 rejects its environment; DIE=1 exits at once.
import { createServer } from 'node:http';

const log = (level, message) => console.log(JSON.stringify({ level, message, time: new Date().toISOString() }));
if (process.env.BAD) {
  log('error', 'PORT must be a number');
  process.exit(78);
}
if (process.env.DIE) {
  console.error('a plain line before the end');
  process.exit(3);
}
const server = createServer((request, response) => {
  if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else response.writeHead(request.url === '/health/ready' ? 200 : 404).end();
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => log('info', `listens on ${process.env.PORT}`));
process.on('SIGTERM', () => {
  log('info', 'drains');
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
