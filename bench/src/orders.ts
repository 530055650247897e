import { hangUp } from './customers.js';
import { closedLoop, openLoop } from './load.js';
import { peakMiB } from './procfs.js';
import { openBaseline } from './baseline.js';
import { publish, rateRatio } from './report.js';
import { inRounds, type Phase } from './rounds.js';
import { auditOf, openShop, placeOneShot, placeTwoStep } from './shop.js';
import { warmUp } from './warm-up.js';

const sizes = { rounds: 3, warmUp: 400, loaded: 300, single: 40 };
/** Orders a second under open load: about half of the capacity of two cores, so that the queue stays short. */
const open = { perSecond: 25, seconds: 8 };

/**
 * Whole orders through the gateway of a stack of real processes, and for comparison the same commands without an engine on a stack of their
 * own; then the conservation audit.
 */
export async function benchOrders(): Promise<void> {
  const shop = await openShop();
  const plain = await openShop();
  const baseline = await openBaseline(plain);
  const confirmed = () => placeOneShot(shop, 'CONFIRMED');
  const declined = () => placeOneShot(shop, 'CANCELLED');
  const twoStep = () => placeTwoStep(shop);
  const closed = (name: string, place: () => Promise<void>, inFlight: number, pids = shop.pids): Phase => ({
    name: `${name}, ${inFlight} in flight`,
    pids: { 'load generator': process.pid, ...pids },
    run: () => closedLoop(inFlight === 1 ? sizes.single : sizes.loaded, inFlight, place),
  });
  try {
    for (const [what, place] of Object.entries({
      'without an engine': baseline.placeOrder,
      confirmed,
      declined,
      twoStep,
    }))
      await warmUp(what, sizes.warmUp, 64, place);
    const results = await inRounds(sizes.rounds, [
      closed('without an engine', baseline.placeOrder, 64, plain.pids),
      closed('confirmed', confirmed, 64),
      closed('declined', declined, 64),
      closed('two-step', twoStep, 64),
      closed('without an engine', baseline.placeOrder, 1, plain.pids),
      closed('confirmed', confirmed, 1),
      closed('declined', declined, 1),
      {
        name: `confirmed, ${open.perSecond} a second whatever is answered`,
        pids: shop.pids,
        run: () => openLoop(open.perSecond, open.seconds, confirmed),
      },
    ]);
    const at64 = (name: string) => `${name}, 64 in flight`;
    publish({
      name: 'orders',
      unit: 'order',
      results,
      peakMiB: peakMiB(shop.pids),
      facts: [await auditOf(shop)],
      ratios: [
        rateRatio(
          'Whole orders, of the same commands without an engine',
          results,
          [at64('confirmed'), at64('without an engine')],
          0.65,
        ),
        rateRatio('Compensated, of confirmed', results, [at64('declined'), at64('confirmed')], 0.7),
      ],
    });
  } finally {
    await hangUp();
    await baseline.close();
    await Promise.all([shop.stop(), plain.stop()]);
  }
}
