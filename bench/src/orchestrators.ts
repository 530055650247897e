import { hangUp } from './customers.js';
import { closedLoop } from './load.js';
import { publish, rateRatio } from './report.js';
import { inRounds } from './rounds.js';
import { auditOf, openShop, placeOneShot } from './shop.js';
import { warmUp } from './warm-up.js';

const sizes = { rounds: 3, warmUp: 300, loaded: 300 };

/** One, two and three orchestrators that share the work of one shop, in one run. */
export async function benchOrchestrators(): Promise<void> {
  const shops = [];
  try {
    for (const replicas of [1, 2, 3])
      shops.push({ name: `${replicas} orchestrators`, shop: await openShop({}, { 'saga-orchestrator': replicas }) });
    for (const { name, shop } of shops) await warmUp(name, sizes.warmUp, 64, () => placeOneShot(shop, 'CONFIRMED'));
    const results = await inRounds(
      sizes.rounds,
      shops.map(({ name, shop }) => ({
        name,
        pids: shop.pids,
        run: () => closedLoop(sizes.loaded, 64, () => placeOneShot(shop, 'CONFIRMED')),
      })),
    );
    const facts = [];
    for (const { name, shop } of shops) facts.push(`${name}. ${await auditOf(shop)}`);
    publish({
      name: 'orchestrators',
      unit: 'order',
      results,
      facts,
      ratios: ['2', '3'].map((many) =>
        rateRatio(`${many} orchestrators, of one`, results, [`${many} orchestrators`, '1 orchestrators']),
      ),
    });
  } finally {
    await hangUp();
    await Promise.all(shops.map(({ shop }) => shop.stop()));
  }
}
