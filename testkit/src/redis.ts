import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisBinary } from '@shop/dev/redis';
import { Redis } from 'ioredis';
import { until } from './until.js';

/** A test's own Redis server, on a free port, with its own data folder. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Ends it as kill -9 does, or by `signal`; `start` starts it again on its port, with its data. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Makes a replica the master. */
  promote(): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Looked up once per process: each look-up runs the binaries that it finds. */
let found: ReturnType<typeof redisBinary> | undefined;

/** Starts a Redis with AOF and noeviction, as the launcher does. A replica is ready once it has its master's data. */
export async function startRedis({ replicaOf }: { replicaOf?: TestRedis } = {}): Promise<TestRedis> {
  const { path, libraryPath } = await (found ??= redisBinary({ env: process.env, progress: console.error }));
  const dir = await mkdtemp(join(tmpdir(), 'shop-redis-'));
  const port = await freePort();
  const flags = {
    port,
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    ...(replicaOf ? { replicaof: `127.0.0.1 ${replicaOf.port}` } : {}),
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, ...String(value).split(/ (?=\d)/)]);
  let child: ChildProcess | undefined;

  const start = async () => {
    child = spawn(path, args, {
      stdio: 'ignore',
      env: { ...process.env, ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}) },
    });
    await until('Redis answers', () => answers(port));
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  await start();
  if (replicaOf)
    await until('the replica has caught up', () =>
      ask(port, async (redis) => /master_link_status:up/.test(await redis.info('replication'))),
    );
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    promote: () => ask(port, async (redis) => void (await redis.replicaof('NO', 'ONE'))),
    stop: async () => {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const answers = (port: number): Promise<boolean> =>
  ask(port, async (redis) => (await redis.ping()) === 'PONG').catch(() => false);

async function ask<T>(port: number, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
