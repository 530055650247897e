import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisBinary } from '@shop/dev/redis';
import { Redis } from 'ioredis';
import { freePort } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';

/** Redis servers for one test: a Cluster of three primaries, or a primary with a Sentinel. */
export interface RedisGroup {
  readonly url: string;
  readonly ports: readonly number[];
  /** Stops every server and deletes its data. */
  stop(): Promise<void>;
}

/** Three primaries on loopback that share the slots. */
export function startRedisCluster(): Promise<RedisGroup> {
  return group(async ({ launch }) => {
    const nodes = await Promise.all(
      [0, 1, 2].map(async (index) => {
        const [port, bus] = [await freePort(), await freePort()];
        const flags = { 'cluster-enabled': 'yes', 'cluster-port': bus, 'cluster-node-timeout': 2000 };
        return { index, port, bus, redis: await launch(`node-${index}`, port, flags) };
      }),
    );
    for (const { index, redis } of nodes) {
      await redis.call(
        'CLUSTER',
        'ADDSLOTSRANGE',
        Math.ceil((16384 / 3) * index),
        Math.ceil((16384 / 3) * (index + 1)) - 1,
      );
      await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      await nodes[0]!.redis.call('CLUSTER', 'MEET', '127.0.0.1', nodes[index]!.port, nodes[index]!.bus);
    }
    await until('the nodes know each other', async () => {
      const infos = await Promise.all(nodes.map(({ redis }) => redis.call('CLUSTER', 'INFO')));
      return infos.every((info) => /cluster_state:ok[\s\S]*cluster_known_nodes:3/.test(String(info)));
    });
    const ports = nodes.map(({ port }) => port);
    return { ports, url: `redis+cluster://${ports.map((port) => `127.0.0.1:${port}`).join(',')}` };
  });
}

/** A primary on loopback that one Sentinel monitors under the name `shop`. */
export function startRedisSentinel(): Promise<RedisGroup> {
  return group(async ({ launch }) => {
    const [port, sentinel] = [await freePort(), await freePort()];
    await launch('primary', port, {});
    await launch('sentinel', sentinel, `sentinel monitor shop 127.0.0.1 ${port} 1\n`);
    return { ports: [port, sentinel], url: `redis+sentinel://127.0.0.1:${sentinel}/shop` };
  });
}

interface Launcher {
  /** Starts a server with these flags, or a Sentinel with this configuration text; returns a connection to it. */
  launch(name: string, port: number, settings: Record<string, string | number> | string): Promise<Redis>;
}

async function group(build: (launcher: Launcher) => Promise<{ url: string; ports: number[] }>): Promise<RedisGroup> {
  const { path, libraryPath } = await redisBinary({ env: process.env, progress: console.error });
  const folder = await mkdtemp(join(tmpdir(), 'shop-redis-group-'));
  const children: ChildProcess[] = [];
  const connections: Redis[] = [];
  const stop = async () => {
    for (const connection of connections) connection.disconnect();
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }),
    );
    await rm(folder, { recursive: true, force: true });
  };
  const launch: Launcher['launch'] = async (name, port, settings) => {
    const dir = join(folder, name);
    await mkdir(dir);
    const config = join(dir, 'redis.conf');
    const lines = { port, bind: '127.0.0.1', dir, save: '""', ...(typeof settings === 'string' ? {} : settings) };
    const common = Object.entries(lines).map(([key, value]) => `${key} ${value}\n`);
    await writeFile(config, common.join('') + (typeof settings === 'string' ? settings : ''));
    children.push(
      spawn(path, [config, ...(typeof settings === 'string' ? ['--sentinel'] : [])], {
        stdio: 'ignore',
        env: { ...process.env, ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}) },
      }),
    );
    const redis = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    connections.push(redis);
    await redis.ping();
    return redis;
  };
  try {
    return { ...(await build({ launch })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
