import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePortBase, isListening, portsFor } from '@shop/dev/ports';
import { redisBinary } from '@shop/dev/redis';

/** Redis and the embedded store as separate processes, with the durability settings of `npm start`. */
export interface Servers {
  readonly redisUrl: string;
  readonly mongoUri: string;
  readonly pids: { readonly redis: number; readonly store: number };
  /** Ends both and deletes their data. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
// a benchmark that fails ends its servers too
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts both on free ports of an address of this machine, with empty data. Rejects when one does not listen within ten seconds. */
export async function startServers(host = '127.0.0.1'): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-bench-'));
  const ports = portsFor(await freePortBase());
  const redis = await startRedis(ports.redis, folder, host);
  const data = join(folder, 'store');
  mkdirSync(data);
  const entry = fileURLToPath(import.meta.resolve('@shop/mongo-lite/main'));
  const store = launch(process.execPath, [entry, '--host', host, '--port', String(ports.store), '--data', data]);
  await listening(ports.store, host);
  return {
    redisUrl: `redis://${host}:${ports.redis}`,
    mongoUri: `mongodb://${host}:${ports.store}/bench`,
    pids: { redis: redis.pid!, store: store.pid! },
    async stop() {
      await Promise.all([redis, store].map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Redis alone; resolves when it listens. */
export async function startRedis(port: number, folder: string, host = '127.0.0.1'): Promise<ChildProcess> {
  const { path, libraryPath } = await redisBinary({ env: process.env, progress: console.error });
  const settings = `--port ${port} --bind ${host} --protected-mode no --appendonly yes --appendfsync everysec --maxmemory-policy noeviction`;
  const libraries = libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath };
  const redis = launch(path, [...settings.split(' '), '--save', '', '--dir', folder], libraries);
  await listening(port, host);
  return redis;
}

/** Starts a process that ends no later than this one; its output is discarded, or written to an open file. */
export function launch(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  output: 'ignore' | number = 'ignore',
): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', output, 'inherit'], env: { ...process.env, ...env } });
  running.add(child);
  return child;
}

/** Ends a process and waits for it. */
export async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Resolves once a process listens on the port. Rejects after ten seconds. */
export async function listening(port: number, host?: string): Promise<void> {
  for (const until = Date.now() + 10_000; !(await isListening(port, host));) {
    if (Date.now() > until) throw new Error(`Nothing listens on port ${port}: see the server's message above.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
