import { setTimeout as pause } from 'node:timers/promises';
import { startFaultProxy, type FaultProxy } from '@shop/testkit/fault-proxy';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startShop, type Shop } from '../support/shop.js';
import { underLoad, type UnderLoad } from './under-load.js';

const SECONDS = process.env['MATRIX'] === 'full' ? 20 : 4;

describe('Redis behind a fixed address', function () {
  this.timeout(300_000);
  let first: TestRedis;
  let second: TestRedis;
  let third: TestRedis | undefined;
  let address: FaultProxy;
  let shop: Shop;
  let under: UnderLoad;

  before(async () => {
    first = await startRedis();
    second = await startRedis({ replicaOf: first });
    address = await startFaultProxy(first.port);
    shop = await startShop({ env: { REDIS_URL: `redis://127.0.0.1:${address.port}` } });
    ({ under } = await underLoad(shop));
  });
  after(async () => {
    await shop?.stop();
    await address?.close();
    for (const redis of [first, second, third]) await redis?.stop();
  });

  it('fails over to its replica: every accepted order is confirmed once', () =>
    under(async () => {
      await first.kill();
      await second.promote();
      address.leadTo(second.port);
    }));

  it('is frozen for some seconds: every accepted order is confirmed once', () =>
    under(async () => {
      second.pause();
      await pause(SECONDS * 1000);
      second.resume();
    }));

  it('is shut down for some seconds and comes back empty: every accepted order is confirmed once', () =>
    under(async () => {
      await second.kill('SIGTERM');
      await pause(SECONDS * 1000);
      third = await startRedis();
      address.leadTo(third.port);
    }));
});
