import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { silentLogger } from '@shop/common/logging/logger';
import { readAs } from '@shop/dev/environments';
import { freePortBase, portsFor } from '@shop/dev/ports';
import { root } from '@shop/dev/root';
import { shopTopology, type ProcessSpec } from '@shop/dev/topology';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { processNames, processOf, secretNames, type ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import sinon from 'sinon';

type Start = (config: unknown, more: unknown) => Promise<unknown>;

/** The servers and connections that this process has open, including those that are closing. */
const open = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => /TCP|Connect|Shutdown/.test(kind))
    .sort();

/** Those of `now` that were not open before. Some of `before` may have closed meanwhile. */
function added(before: readonly string[], now: readonly string[]): string[] {
  const left = [...before];
  return now.filter((kind) => {
    const at = left.indexOf(kind);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

describe('a process whose start fails', function () {
  this.timeout(180_000);
  let redis: TestRedis;
  let store: TestStore;
  let folder: string;
  let specs: ProcessSpec[];
  before(async () => {
    [redis, store] = await Promise.all([startRedis(), startStore()]);
    folder = await mkdtemp(join(tmpdir(), 'shop-failed-start-'));
    specs = shopTopology({
      ports: portsFor(await freePortBase()),
      dataDir: folder,
      replicas: {},
      env: {},
      secrets: Object.fromEntries(secretNames.map((name) => [name, `${name}-of-a-test-with-32-characters`])) as never,
      redisUrl: redis.url,
      mongoUri: store.uri('failed-start'),
    });
  });
  after(async () => {
    sinon.restore();
    await Promise.all([redis?.stop(), store?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts the process while another server listens on `port`, so that it rejects. */
  async function startBeside(name: ProcessName, env: Record<string, string>, port: number): Promise<void> {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      const module = pathToFileURL(join(root, processOf(name).folder, 'dist/app.js')).href;
      const { startApp } = (await import(module)) as { startApp: Start };
      const logger = silentLogger();
      await startApp(await readAs(name, env), name === 'gateway' ? { logger } : logger);
    } finally {
      other.close();
      await once(other, 'close');
    }
  }

  for (const name of processNames)
    for (const server of ['REST', 'gRPC'] as const) {
      if (server === 'gRPC' && processOf(name).grpc === undefined) continue;
      it(`closes everything it opened: ${name}, when its port for ${server} is in use`, async () => {
        const { env, restPort, grpcPort } = specs.find((spec) => spec.name === name)!;
        const before = open();
        const begun = sinon.spy(globalThis, 'setInterval');
        const ended = sinon.spy(globalThis, 'clearInterval');
        try {
          const failure = await startBeside(name, env, server === 'REST' ? restPort : grpcPort!).catch(
            (error: Error) => error.message,
          );
          expect(failure).to.match(/EADDRINUSE|No address added/);
          await until(
            'its servers and connections have ended',
            () => expect(added(before, open())).to.deep.equal([]),
            60_000,
          );
          const timers = new Set(begun.returnValues);
          for (const [timer] of ended.args) timers.delete(timer as NodeJS.Timeout);
          expect(timers.size, 'timers that still run').to.equal(0);
        } finally {
          begun.restore();
          ended.restore();
        }
      });
    }
});
