import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { processNames } from '@shop/topology/processes';
import { startShop, type Shop } from '../support/shop.js';
import { underLoad, type UnderLoad } from './under-load.js';

describe('infrastructure that fails under load', function () {
  this.timeout(300_000);
  let shop: Shop;
  let under: UnderLoad;

  before(async () => {
    shop = await startShop({ ownStore: true, replicas: { 'saga-orchestrator': 2 }, env: { JOB_LOCK_MS: '2000' } });
    ({ under } = await underLoad(shop));
  });
  after(() => shop?.stop());

  it('Redis is killed: every accepted order is confirmed once', () => under(() => shop.stack.kill('redis', 'SIGKILL')));

  it('Redis is flushed: every accepted order is confirmed once', () =>
    under(async () => {
      const redis = new Redis(shop.stack.urls['redis']!);
      await redis.flushall();
      redis.disconnect();
    }));

  it('the store is killed: nothing acknowledged is lost', () => under(() => shop.stack.kill('store', 'SIGKILL')));

  for (const name of processNames.filter((each) => each !== 'gateway'))
    it(`${name} is killed: every accepted order is confirmed once`, () =>
      under(() => shop.stack.kill(name, 'SIGKILL')));

  it('an orchestrator is frozen until its job lock has expired, and resumes: nothing happens twice', () =>
    under(async () => {
      shop.stack.kill('saga-orchestrator', 'SIGSTOP', 2);
      await pause(6_000);
      shop.stack.kill('saga-orchestrator', 'SIGCONT', 2);
    }));
});
