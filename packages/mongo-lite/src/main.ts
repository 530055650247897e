import { log } from './log.js';
import { parseOptions } from './options.js';
import type { Options } from './options.js';
import { startServer } from './server.js';
import { DataLockedError } from './storage/lock.js';

const exitCodes = { failed: 1, usage: 64, locked: 69 };

async function main(): Promise<void> {
  process.umask(0o077);
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    return fail((error as Error).message, exitCodes.usage);
  }
  try {
    const server = await startServer(options);
    const stop = () => void server.close().then(() => process.exit(0));
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    log('info', 'listening', { port: server.port, host: options.host, dataDir: options.dataDir, pid: process.pid });
  } catch (error) {
    if (error instanceof DataLockedError) return fail(error.message, exitCodes.locked);
    return fail(explain(error as NodeJS.ErrnoException, options), exitCodes.failed);
  }
}

function explain(error: NodeJS.ErrnoException, { host, port }: Options): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what listens there or choose another with --port.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'EACCES') {
    return `Cannot listen on ${host}:${port} (${error.code}): choose another --host or --port.`;
  }
  return `mongo-lite cannot start: ${error.message}`;
}

function fail(sentence: string, code: number): void {
  process.stderr.write(`${sentence}\n`, () => process.exit(code));
}

void main();
