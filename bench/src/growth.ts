import { hangUp } from './customers.js';
import { closedLoop } from './load.js';
import { fillWithOrders } from './past-orders.js';
import { peakMiB } from './procfs.js';
import { publish, rateRatio } from './report.js';
import { inRounds } from './rounds.js';
import { openShop, placeOneShot, type Shop } from './shop.js';
import { warmUp } from './warm-up.js';

const finished = Number(process.env['GROWTH_ORDERS'] ?? 1_000_000);
const sizes = { rounds: 3, warmUp: 300, loaded: 300 };

/** The rate of whole orders with a very large number of finished ones in the databases, and the rate with none, in one run. */
export async function benchGrowth(): Promise<void> {
  const empty = await openShop();
  const full = await openShop();
  const phase = (name: string, shop: Shop) => ({
    name,
    pids: shop.pids,
    run: () => closedLoop(sizes.loaded, 64, () => placeOneShot(shop, 'CONFIRMED')),
  });
  try {
    for (const shop of [empty, full]) await warmUp('orders', sizes.warmUp, 64, () => placeOneShot(shop, 'CONFIRMED'));
    await fillWithOrders(full, finished);
    const none = 'none before';
    const many = `${finished.toLocaleString('en')} before`;
    const results = await inRounds(sizes.rounds, [phase(none, empty), phase(many, full)]);
    publish({
      name: 'growth',
      unit: 'order',
      results,
      ratios: [rateRatio('With many finished orders, of with none', results, [many, none], 0.9)],
      peakMiB: peakMiB(full.pids),
      facts: [
        `${finished.toLocaleString('en')} finished orders, with their sagas and payments, are in one of two stacks.`,
      ],
    });
  } finally {
    await hangUp();
    await Promise.all([empty.stop(), full.stop()]);
  }
}
