import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { FaultProxy } from '@shop/testkit/fault-proxy';
import type { Links } from '../support/links.js';
import { startShop, type Shop } from '../support/shop.js';
import { underLoad, type UnderLoad } from './under-load.js';

type Failing = (proxy: FaultProxy) => void;
type Broken = [from: string, to: string, what: string, fail: Failing, ms: number];
const worst: Broken[] = [
  ['saga-orchestrator', 'order-service', 'a black hole for 5 s', (proxy) => proxy.blackHole(), 5000],
  ['order-service', 'store', 'half-open', (proxy) => proxy.halfOpen(), 0],
  ['saga-orchestrator', 'redis', 'half-open', (proxy) => proxy.halfOpen(), 0],
  ['payment-service', 'payment-provider', 'cut for 3 s', (proxy) => proxy.cut(), 3000],
];
const others: Broken[] = [
  ['saga-orchestrator', 'payment-service', 'half-open', (proxy) => proxy.halfOpen(), 0],
  ['payment-service', 'store', 'without answers for 3 s', (proxy) => proxy.oneWay(), 3000],
  ['gateway', 'redis', 'cut for 3 s', (proxy) => proxy.cut(), 3000],
  ['gateway', 'redis', '300 ms slow for 3 s', (proxy) => proxy.delay(300), 3000],
];
const cases = process.env['MATRIX'] === 'full' ? [...worst, ...others] : worst;

describe('links that fail under load', function () {
  this.timeout(300_000);
  let shop: Shop;
  let links: Links;
  let under: UnderLoad;

  before(async () => {
    shop = await startShop({ ownStore: true, faultyLinks: true });
    links = shop.links!;
    ({ under } = await underLoad(shop));
  });
  after(() => shop?.stop());

  it('exist between processes, Redis, the store and the provider', () => {
    const between = links.all.map(({ from, to }) => `${from} → ${to}`);
    for (const [from, to] of cases) expect(between).to.include(`${from} → ${to}`);
    expect(between).to.include.members(['user-service → store', 'payment-provider → payment-service']);
  });

  for (const [from, to, what, fail, ms] of cases)
    it(`${from} → ${to}, ${what}: every accepted order is confirmed once`, () =>
      under(async () => {
        const proxy = links.between(from, to);
        fail(proxy);
        await pause(ms);
        proxy.heal();
      }));
});
