import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { processIdentity } from '../lock.mjs';
import { StartFailure } from '../dist/failure.js';
import type { LogLine } from '../dist/log.js';
import { freePortBase, isPortFree, portsFor } from '../dist/ports.js';
import { isHealthy } from '../dist/ready.js';
import type { Stack } from '../dist/stack.js';
import { logLines, stacks, temporaryFolders, until } from './support/stacks.js';
import { standIns, standInStore } from './support/stand-ins.js';

const failure = async (start: Promise<Stack>): Promise<StartFailure> => {
  const outcome = await start.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).to.be.instanceOf(StartFailure);
  return outcome as StartFailure;
};

const onRedis = async <T>(stack: Stack, ask: (redis: Redis) => Promise<T>): Promise<T> => {
  const redis = new Redis(stack.urls['redis'] ?? '', { maxRetriesPerRequest: 1 });
  redis.on('error', () => {});
  return ask(redis).finally(() => redis.disconnect());
};

describe('a stack', () => {
  const folder = temporaryFolders();
  const start = stacks();

  it('runs every process on its port, logs JSON lines, and leaves nothing behind when stopped', async () => {
    const dataDir = folder();
    const stack = await start({ dataDir, replicas: { 'order-service': 2 } });
    expect(Object.keys(stack.urls)).to.have.members(['order-service', 'order-service-2', 'gateway', 'redis', 'store']);
    expect((await fetch(`${stack.urls['order-service-2']}/health/ready`)).status).to.equal(200);
    const pids = stack.processes.map(({ pid }) => pid ?? 0);
    await stack.stop();
    expect(pids.map(processIdentity).filter(Boolean)).to.deep.equal([]);
    for (const name of ['redis', 'store', 'order-service', 'order-service-2', 'gateway']) {
      expect(logLines(dataDir, name)[0], name).to.have.keys(
        'level',
        'time',
        'message',
        ...(name === 'redis' || name === 'store' ? ['service'] : []),
      );
    }
    expect(logLines(dataDir, 'gateway').map(({ message }) => message)).to.include('drains');
  });

  it('gives Redis an append-only file, no eviction and the loopback address only', async () => {
    const stack = await start({ dataDir: folder() });
    const settings = await onRedis(stack, (redis) =>
      redis.config('GET', 'appendonly', 'maxmemory-policy', 'appendfsync', 'bind'),
    );
    expect(settings).to.have.members([
      'appendonly',
      'yes',
      'maxmemory-policy',
      'noeviction',
      'appendfsync',
      'everysec',
      'bind',
      '127.0.0.1',
    ]);
  });

  it('restarts dead processes on their ports within 5 s, including Redis and the store, and logs that', async () => {
    const said: LogLine[] = [];
    const stack = await start({ dataDir: folder(), log: (line) => said.push(line) });
    for (const name of ['order-service', 'redis', 'store']) {
      const pidOf = () => stack.processes.find((one) => one.name === name)?.pid;
      const before = pidOf();
      stack.kill(name, 'SIGKILL');
      await until(() => pidOf() !== before && pidOf() !== undefined, `${name} runs again`, 5000);
      await stack.waitReady(name);
      expect(said.map(({ message }) => message)).to.include(`${name} ended (SIGKILL); starting it again in 0.2 s`);
    }
    expect(await isHealthy(stack.urls['order-service'] ?? '')).to.equal(true);
  });

  it('keeps its data and secrets over a restart, and empties the data with fresh', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'mine.txt'), 'not the stack’s');
    let stack = await start({ dataDir });
    await onRedis(stack, (redis) => redis.set('kept', 'yes'));
    const secrets = statSync(join(dataDir, 'secrets.json'));
    expect(secrets.mode & 0o777).to.equal(0o600);
    await stack.stop();

    stack = await start({ dataDir });
    expect(await onRedis(stack, (redis) => redis.get('kept'))).to.equal('yes');
    expect(statSync(join(dataDir, 'secrets.json')).mtimeMs).to.equal(secrets.mtimeMs);
    await stack.stop();

    stack = await start({ dataDir, fresh: true });
    expect(await onRedis(stack, (redis) => redis.get('kept'))).to.equal(null);
    expect(statSync(join(dataDir, 'mine.txt')).isFile()).to.equal(true);
  });

  it('makes its files private, even in an existing folder and over files that were readable by others', async () => {
    const dataDir = folder();
    chmodSync(dataDir, 0o755);
    mkdirSync(join(dataDir, 'logs'), { mode: 0o755 });
    writeFileSync(join(dataDir, 'logs', 'gateway.log'), '', { mode: 0o644 });
    writeFileSync(join(dataDir, 'mine.txt'), '', { mode: 0o644 });
    const stack = await start({ dataDir });
    await onRedis(stack, (redis) => redis.set('kept', 'yes'));
    await stack.stop();
    const found = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
    expect(found).to.include.members(['secrets.json', 'logs/gateway.log', 'logs/redis.log', 'redis/appendonlydir']);
    const open = found.filter((name) => (statSync(join(dataDir, name)).mode & 0o077) !== 0);
    expect(open).to.deep.equal(['mine.txt']);
    expect(statSync(dataDir).mode & 0o777).to.equal(0o755);
  });

  it('refuses data in use by another stack', async () => {
    const dataDir = folder();
    await start({ dataDir });
    const { message, exitCode } = await failure(start({ dataDir }));
    expect(message).to.match(/A stack already runs on the data in .* stop it, or give this one --data/);
    expect(exitCode).to.equal(1);
  });

  it('names the process whose port is in use, and leaves nothing running', async () => {
    const portBase = await freePortBase();
    const server = createServer().listen(portsFor(portBase).of('order-service').rest, '127.0.0.1');
    await once(server, 'listening');
    const dataDir = folder();
    const { message } = await failure(start({ dataDir, portBase }));
    expect(message).to.match(/^Port \d+, meant for order-service, is taken: .*--port-base/);
    server.close();
    expect(await isPortFree(portsFor(portBase).redis)).to.equal(true);
    await start({ dataDir, portBase });
  });

  it('exits with 78 and the process’s own message when an environment is bad', async () => {
    const portBase = await freePortBase();
    const { message, exitCode } = await failure(
      start({ dataDir: folder(), portBase, topology: standIns({ BAD: '1' }) }),
    );
    expect(exitCode).to.equal(78);
    expect(message).to.contain('order-service refuses its environment: PORT must be a number');
    expect(await isPortFree(portsFor(portBase).redis)).to.equal(true);
  });

  it('fails with the last log line of a process that never stays up', async () => {
    const { message } = await failure(start({ dataDir: folder(), topology: standIns({ DIE: '1' }) }));
    expect(message).to.match(/^order-service does not stay up: a plain line before the end \(see its log/);
  });

  it('refuses to empty a Redis or MongoDB from the environment', async () => {
    const env = { ...standInStore, REDIS_URL: 'redis://:secret@127.0.0.1:1' };
    expect((await failure(start({ dataDir: folder(), env, fresh: true }))).message).to.match(/--fresh .* REDIS_URL/);
  });

  it('can be aborted while it starts', async () => {
    const portBase = await freePortBase();
    const called = new AbortController();
    const log = ({ message }: LogLine) => message.startsWith('listens') && called.abort();
    const outcome = await start({ dataDir: folder(), portBase, log, signal: called.signal }).catch(
      (error: Error) => error,
    );
    expect(outcome).to.have.property('name', 'AbortError');
    expect(await isPortFree(portsFor(portBase).redis)).to.equal(true);
  });
});
