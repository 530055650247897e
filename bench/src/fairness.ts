import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openEngine, type Engine } from './engine-under-test.js';
import { closedLoop, quantile } from './load.js';
import { record } from './report.js';
import { startServers } from './servers.js';

/** Waiting sagas of the first customer, and measured sagas of the second, which run one after the other. */
const flooding = 1_000;
const measured = 100;
const callMs = 100;
const aim = 2;

/** How one customer is affected by another who has a thousand sagas waiting at a participant with 24 places. */
export async function benchFairness(): Promise<void> {
  const servers = await startServers();
  const engine = await openEngine(servers, {
    concurrency: 64,
    calls: 24,
    answer: async () => {
      await pause(callMs);
      return 'done';
    },
  });
  try {
    await measure(engine, 10);
    const quiet = await measure(engine, measured);
    let over = false;
    const flood = Array.from({ length: flooding }, async () => {
      while (!over) await engine.run(randomUUID(), false, 'ann');
    });
    // not during the inserts of the thousand sagas, which keep the processor busy whoever owns them
    while (engine.waiting() < flooding * 0.9) await pause(100);
    await measure(engine, 10);
    const flooded = await measure(engine, measured);
    over = true;
    await Promise.all(flood);
    const ratio = flooded.p99 / quiet.p99;
    const row = (name: string, { p50, p99 }: { p50: number; p99: number }) =>
      `| ${name} | ${p50.toFixed(0)} | ${p99.toFixed(0)} |`;
    record(
      'fairness',
      [
        `One customer keeps ${flooding} sagas waiting; another's are measured. Calls of ${callMs} ms, four a saga.`,
        [
          '| the other customer | p50 ms | p99 ms |',
          '| --- | ---: | ---: |',
          row('alone', quiet),
          row('beside the flood', flooded),
        ].join('\n'),
        `p99 beside the flood, of alone: **${ratio.toFixed(2)}** (aim: at most ${aim}, ${ratio <= aim ? 'reached' : 'missed'})`,
      ].join('\n\n'),
    );
  } finally {
    await engine.close();
    await servers.stop();
  }
}

async function measure(engine: Engine, count: number): Promise<{ p50: number; p99: number }> {
  const { latencies } = await closedLoop(count, 1, () => engine.run(randomUUID(), false, 'bob'));
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}
