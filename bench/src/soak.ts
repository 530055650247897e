import { hangUp } from './customers.js';
import { closedLoop } from './load.js';
import { memoryMiB } from './procfs.js';
import { record } from './report.js';
import { auditOf, openShop, placeOneShot } from './shop.js';

const orders = Number(process.env['SOAK_ORDERS'] ?? 200_000);
const samples = 40;

/**
 * Memory over many orders: sampled 40 times in the second half (the first is warm-up), with the slope of a straight line
 * through the samples. The store keeps what it is given, so its slope is the size of the data.
 */
export async function benchSoak(): Promise<void> {
  const shop = await openShop();
  const names = Object.keys(shop.pids);
  const taken: { orders: number; mib: Record<string, number> }[] = [];
  try {
    await closedLoop(Math.ceil(orders / 2), 32, () => placeOneShot(shop, 'CONFIRMED'));
    for (let sample = 0; sample < samples; sample += 1) {
      taken.push({ orders: orders / 2 + (sample * orders) / 2 / samples, mib: memoryMiB(shop.pids) });
      await closedLoop(Math.ceil(orders / 2 / samples), 32, () => placeOneShot(shop, 'CONFIRMED'));
      console.error(`sample ${sample + 1} of ${samples}`);
    }
    const rows = names.map((name) => {
      const points = taken.map((each) => [each.orders, each.mib[name]!] as const);
      const [first, last] = [points[0]![1], points.at(-1)![1]];
      return `| ${name} | ${first.toFixed(0)} | ${last.toFixed(0)} | ${(slope(points) * 10_000).toFixed(1)} |`;
    });
    record(
      'soak',
      [
        `${orders.toLocaleString('en')} orders, 32 in flight. ${await auditOf(shop)}`,
        [
          '| process | MiB half way | MiB at the end | slope, MiB per 10,000 orders |',
          '| --- | ---: | ---: | ---: |',
          ...rows,
        ].join('\n'),
      ].join('\n\n'),
    );
  } finally {
    await hangUp();
    await shop.stop();
  }
}

/** The slope of the straight line that fits the points best (least squares). */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return above / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
