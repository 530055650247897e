/** One phase of load: rate and latencies (milliseconds). */
export interface Load {
  readonly count: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Calls `one` `count` times with `inFlight` of them outstanding. Rejects with the first failure. */
export async function closedLoop(count: number, inFlight: number, one: () => Promise<unknown>): Promise<Load> {
  const latencies: number[] = [];
  let begun = 0;
  const start = performance.now();
  const lane = async () => {
    while (begun < count) {
      begun += 1;
      const from = performance.now();
      await one();
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, count) }, lane));
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  return { count, perSecond: count / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

const quantile = (sorted: readonly number[], q: number) => sorted[Math.ceil(q * sorted.length) - 1] ?? NaN;

/** The middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
