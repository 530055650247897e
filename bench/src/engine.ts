import { randomUUID } from 'node:crypto';
import { openEngine, type Runner } from './engine-under-test.js';
import { Ledger } from './ledger.js';
import { closedLoop } from './load.js';
import { openOneJob } from './one-job.js';
import { peakMiB } from './procfs.js';
import { publish, rateRatio } from './report.js';
import { inRounds, type Phase } from './rounds.js';
import { startServers } from './servers.js';
import { warmUp } from './warm-up.js';

const inFlight = 64;
const sizes = { rounds: 5, warmUp: 2000, loaded: 2000, single: 150 };

/** The engine (queue, worker and journal; participants in process) and plain BullMQ in turn, round after round. */
export async function benchEngine(): Promise<void> {
  const servers = await startServers();
  const ledger = new Ledger();
  const answer = ledger.answer;
  const engine = await openEngine(servers, { concurrency: inFlight, answer });
  const oneJob = await openOneJob(servers.redisUrl, { concurrency: inFlight, answer });
  const pids = { node: process.pid, ...servers.pids };

  const one = (runner: Runner, fail: boolean) => async () => {
    const orderId = randomUUID();
    const ending = await runner.run(orderId, fail);
    if (ending !== (fail ? 'compensated' : 'completed')) throw new Error(`Saga ${orderId} ended ${ending}.`);
    ledger.end(orderId, fail);
  };
  const phase = (name: string, runner: Runner, lanes: number, fail: boolean): Phase => ({
    name,
    pids,
    run: () => closedLoop(lanes === 1 ? sizes.single : sizes.loaded, lanes, one(runner, fail)),
  });
  try {
    for (const fail of [false, true])
      for (const [what, runner] of Object.entries({ 'BullMQ one job': oneJob, engine }))
        await warmUp(`${what}, ${fail ? 'compensated' : 'confirmed'}`, sizes.warmUp, inFlight, one(runner, fail));
    const results = await inRounds(sizes.rounds, [
      phase('BullMQ one job, confirmed, 64 in flight', oneJob, inFlight, false),
      phase('engine, confirmed, 64 in flight', engine, inFlight, false),
      phase('BullMQ one job, compensated, 64 in flight', oneJob, inFlight, true),
      phase('engine, compensated, 64 in flight', engine, inFlight, true),
      phase('BullMQ one job, confirmed, 1 in flight', oneJob, 1, false),
      phase('engine, confirmed, 1 in flight', engine, 1, false),
      phase('engine, compensated, 1 in flight', engine, 1, true),
    ]);
    ledger.close();
    const rate = (kind: string) => `${kind}, 64 in flight`;
    publish({
      name: 'engine',
      unit: 'saga',
      results,
      peakMiB: peakMiB(pids),
      ratios: [
        rateRatio(
          'The engine, of BullMQ alone with one job a saga',
          results,
          [rate('engine, confirmed'), rate('BullMQ one job, confirmed')],
          0.7,
        ),
        rateRatio('Compensated, of confirmed', results, [rate('engine, compensated'), rate('engine, confirmed')], 0.7),
      ],
    });
  } finally {
    await Promise.all([engine.close(), oneJob.close()]);
    await servers.stop();
  }
}
