import { quantile, type Load } from './load.js';
import { bytesWritten, cpuMs, type Pids } from './procfs.js';

/** A kind of load: `run` generates some of it. */
export interface Phase {
  readonly name: string;
  readonly pids: Pids;
  run(): Promise<Load>;
}

/** One round of one phase. Times in milliseconds. */
export interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** Processor milliseconds a call, by process. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Bytes written to disk a call, by process. */
  readonly written: Readonly<Record<string, number>>;
}

export type Results = ReadonlyMap<string, readonly Round[]>;

/** Runs every phase once a round, in turn (A B C A B C), because machines are noisy. Rejects with the first failed call. */
export async function inRounds(count: number, phases: readonly Phase[]): Promise<Results> {
  const results = new Map<string, Round[]>(phases.map(({ name }) => [name, []]));
  for (let round = 1; round <= count; round += 1)
    for (const phase of phases) {
      const result = await once(phase);
      results.get(phase.name)!.push(result);
      console.error(`round ${round} of ${count}: ${phase.name} ${result.perSecond.toFixed(0)}/s`);
    }
  return results;
}

async function once({ pids, run }: Phase): Promise<Round> {
  const before = { cpu: cpuMs(pids), written: bytesWritten(pids) };
  const { count, seconds, latencies } = await run();
  const after = { cpu: cpuMs(pids), written: bytesWritten(pids) };
  const each = (of: 'cpu' | 'written') =>
    Object.fromEntries(Object.keys(pids).map((name) => [name, (after[of][name]! - before[of][name]!) / count]));
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map((q) => quantile(latencies, q)) as [number, number, number];
  return { perSecond: count / seconds, p50, p99, p999, cpu: each('cpu'), written: each('written') };
}
