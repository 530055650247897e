/** The parameters of a phase of load, and the duration of each call (milliseconds, ascending). */
export interface Load {
  readonly count: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
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
  return measured(count, start, latencies);
}

/**
 * Calls `one` `perSecond` times a second for `seconds`, whether or not earlier calls have been answered, as customers
 * do. A call's time counts from when it was due, so that a system that falls behind cannot hide it. Rejects with the
 * first failure.
 */
export async function openLoop(perSecond: number, seconds: number, one: () => Promise<unknown>): Promise<Load> {
  const count = Math.round(perSecond * seconds);
  const latencies: number[] = [];
  const start = performance.now();
  const calls = Array.from({ length: count }, async (_, index) => {
    const due = start + (index * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    await one();
    latencies.push(performance.now() - due);
  });
  await Promise.all(calls);
  return measured(count, start, latencies);
}

function measured(count: number, start: number, latencies: number[]): Load {
  const seconds = (performance.now() - start) / 1000;
  return { count, seconds, latencies: latencies.toSorted((a, b) => a - b) };
}

/** The quantile `q` (0 to 1) of the sorted values. */
export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.ceil(q * sorted.length) - 1] ?? NaN;

/** The median; for an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
