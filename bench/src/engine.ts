import { randomUUID } from 'node:crypto';
import { cpuMs } from './cpu.js';
import { openEngine, type Runner } from './engine-under-test.js';
import { Ledger } from './ledger.js';
import { closedLoop, median, type Load } from './load.js';
import { openOneJob } from './one-job.js';
import { startServers } from './servers.js';

interface Measured extends Load {
  /** Processor milliseconds a saga, by process. */
  readonly cpu: Record<string, number>;
}

const inFlight = 64;
const sizes = { rounds: 3, warmUp: 600, loaded: 1200, single: 150 };

/** Engine and plain BullMQ in turn, round after round, in one process; prints medians and ratios. */
export async function benchEngine(): Promise<void> {
  const servers = await startServers();
  const ledger = new Ledger();
  const answer = ledger.answer;
  const engine = await openEngine(servers, { concurrency: inFlight, answer });
  const oneJob = await openOneJob(servers.redisUrl, { concurrency: inFlight, answer });
  const pids = { bench: process.pid, ...servers.pids };

  const phase = async (runner: Runner, count: number, lanes: number, fail: boolean): Promise<Measured> => {
    const before = cpuMs(pids);
    const load = await closedLoop(count, lanes, async () => {
      const orderId = randomUUID();
      const ending = await runner.run(orderId, fail);
      if (ending !== (fail ? 'compensated' : 'completed')) throw new Error(`Saga ${orderId} ended ${ending}.`);
      ledger.settle(orderId, fail);
    });
    const after = cpuMs(pids);
    const cpu = Object.fromEntries(Object.keys(pids).map((name) => [name, (after[name]! - before[name]!) / count]));
    return { ...load, cpu };
  };

  const phases: Record<string, () => Promise<Measured>> = {
    'BullMQ one job, confirmed, 64': () => phase(oneJob, sizes.loaded, inFlight, false),
    'engine, confirmed, 64': () => phase(engine, sizes.loaded, inFlight, false),
    'BullMQ one job, compensated, 64': () => phase(oneJob, sizes.loaded, inFlight, true),
    'engine, compensated, 64': () => phase(engine, sizes.loaded, inFlight, true),
    'BullMQ one job, confirmed, 1': () => phase(oneJob, sizes.single, 1, false),
    'engine, confirmed, 1': () => phase(engine, sizes.single, 1, false),
    'engine, compensated, 1': () => phase(engine, sizes.single, 1, true),
  };
  const results = new Map<string, Measured[]>(Object.keys(phases).map((name) => [name, []]));
  try {
    for (const runner of [oneJob, engine])
      for (const fail of [false, true]) await phase(runner, sizes.warmUp, inFlight, fail);
    for (let round = 0; round < sizes.rounds; round += 1)
      for (const [name, run] of Object.entries(phases)) results.get(name)!.push(await run());
    ledger.close();
  } finally {
    await Promise.all([engine.close(), oneJob.close()]);
    await servers.stop();
  }
  print(results);
}

function print(results: ReadonlyMap<string, Measured[]>): void {
  const of = (name: string, field: 'perSecond' | 'p50' | 'p99') => median(results.get(name)!.map((run) => run[field]));
  console.log('| what, in flight | sagas/s (least–most) | p50 ms | p99 ms | CPU ms a saga: Node, Redis, store |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  for (const [name, runs] of results) {
    const rates = runs.map(({ perSecond }) => Math.round(perSecond));
    const cpu = ['bench', 'redis', 'store'].map((process) => median(runs.map((run) => run.cpu[process]!)).toFixed(2));
    const rate = `${Math.round(of(name, 'perSecond'))} (${Math.min(...rates)}–${Math.max(...rates)})`;
    console.log(
      `| ${name} | ${rate} | ${of(name, 'p50').toFixed(1)} | ${of(name, 'p99').toFixed(1)} | ${cpu.join(', ')} |`,
    );
  }
  const ratio = (a: string, b: string) => `${Math.round((100 * of(a, 'perSecond')) / of(b, 'perSecond'))} %`;
  console.log(`\nengine of BullMQ one job: ${ratio('engine, confirmed, 64', 'BullMQ one job, confirmed, 64')}`);
  console.log(`compensated of confirmed: ${ratio('engine, compensated, 64', 'engine, confirmed, 64')}`);
}
