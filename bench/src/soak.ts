import { hangUp } from './customers.js';
import { lines } from './lines.js';
import { closedLoop } from './load.js';
import { memoryMiB } from './procfs.js';
import { record } from './report.js';
import { auditOf, openShop, placeOneShot } from './shop.js';

const orders = Number(process.env['SOAK_ORDERS'] ?? 200_000);
const minutes = Number(process.env['SOAK_MINUTES'] ?? Number.POSITIVE_INFINITY);
const samples = 80;

/**
 * Memory over many orders, or as many as fit in the time: sampled 80 times, with the slope of a straight line through the second half of
 * the samples (the first half is warm-up). The store's slope includes the growth of its data.
 */
export async function benchSoak(): Promise<void> {
  const shop = await openShop();
  const names = Object.keys(shop.pids);
  const taken: Sample[] = [];
  const until = performance.now() + minutes * 60_000;
  const each = Math.ceil(orders / samples);
  let placed = 0;
  try {
    while (placed < orders && performance.now() < until) {
      await closedLoop(each, 32, () => placeOneShot(shop, 'CONFIRMED'));
      placed += each;
      taken.push({ orders: placed, mib: memoryMiB(shop.pids) });
      console.error(`${placed} of ${orders} orders`, JSON.stringify(taken.at(-1)!.mib));
    }
    // print an hour's measurements even when the audit fails
    const audit = await auditOf(shop).catch((error: Error) => `**No audit after it:** ${error.message}`);
    const late = taken.slice(Math.floor(taken.length / 2));
    const rows = names.map((name) => {
      const points = late.map((sample) => [sample.orders, sample.mib[name]!] as const);
      const [first, last] = [points[0]![1], points.at(-1)![1]];
      return `| ${name} | ${first.toFixed(0)} | ${last.toFixed(0)} | ${(slope(points) * 10_000).toFixed(1)} |`;
    });
    record(
      'soak',
      [
        `${placed.toLocaleString('en')} orders, 32 in flight. ${audit}`,
        [
          '| process | MiB half way | MiB at the end | slope, MiB per 10,000 orders |',
          '| --- | ---: | ---: | ---: |',
          ...rows,
        ].join('\n'),
      ].join('\n\n'),
      pictureOf(taken),
    );
  } finally {
    await hangUp();
    await shop.stop();
  }
}

interface Sample {
  readonly orders: number;
  readonly mib: Readonly<Record<string, number>>;
}

/** Without the store, whose scale would flatten all other lines. */
function pictureOf(taken: readonly Sample[]): string {
  const names = Object.keys(taken[0]!.mib).filter((name) => name !== 'store');
  const points = (name: string) => taken.map(({ orders: x, mib }) => [x, mib[name]!] as const);
  return lines(
    'Memory of each process but the store, MiB',
    'orders',
    names.map((label) => ({ label, points: points(label) })),
  );
}

/** The slope of the straight line that fits the points best (least squares). */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return above / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
