import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { progressBar } from './bar.js';
import { isRight } from './business/account.js';
import { runBusinessChaos, type BusinessChaosOptions } from './business/run.js';
import { trip } from './business/trip.js';
import { writeReport } from './report.js';
import { runChaos } from './run.js';
import { isClean } from './verdict.js';

const usage = `npm run chaos -- [--of shop|trip] [--seed S] [--orders 2000] [--minutes M] [--fault-every SECONDS] [--report DIR]
Orders of every kind while processes die and links break; one seed is one schedule. Exit code 1 when anything is lost,
doubled, oversold, unsettled or otherwise than customers were told. With --of trip it is trips of examples/trip-booking.`;

/** Runs chaos as the arguments say and answers the exit code. */
async function main(args: string[]): Promise<number> {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    args,
    options: {
      of: text('shop'),
      seed: text(String(Date.now() % 1_000_000)),
      orders: text('2000'),
      minutes: text('5'),
      'fault-every': text('2'),
      report: text(''),
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const number = (name: 'seed' | 'orders' | 'minutes' | 'fault-every'): number => {
    const value = Number(values[name]);
    if (Number.isFinite(value) && value > 0) return value;
    throw new RangeError(`--${name} ${values[name]} is not a number above 0.\n${usage}`);
  };
  const seed = number('seed');
  if (!['shop', 'trip'].includes(values.of)) throw new RangeError(`--of ${values.of} is not shop or trip.\n${usage}`);
  const folder = values.report || `.data/chaos/seed-${seed}`;
  const options = {
    seed,
    logsTo: join(folder, 'logs'),
    durationMs: number('minutes') * 60_000,
    faultEveryMs: number('fault-every') * 1000,
    onProgress: progressBar(process.stderr),
  };
  if (values.of === 'trip') return runTrips({ ...options, sagas: number('orders') });
  const result = await runChaos({ ...options, orders: number('orders') });
  await writeReport(folder, result);
  const { verdict, faults, kept, settledMs } = result;
  const { lost, doubled, oversold, unsettled, otherwise, unanswered, outcomes } = verdict;
  console.log(
    `\nseed ${seed}: ${kept.length} orders, ${faults.length} faults, settled after ${(settledMs / 1000).toFixed(1)} s
lost ${lost.length}, doubled ${doubled.length}, oversold ${oversold.length}, unsettled ${unsettled.length}, otherwise than told ${otherwise.length}; ${unanswered} requests never answered
${JSON.stringify(outcomes)}
${[...lost, ...doubled, ...oversold, ...unsettled, ...otherwise].slice(0, 20).join('\n')}
The report is in ${folder}/report.md`,
  );
  return isClean(verdict) ? 0 : 1;
}

/** Runs chaos on the trip and answers the exit code. */
async function runTrips(options: BusinessChaosOptions): Promise<number> {
  const { account, faults, told, settledMs } = await runBusinessChaos(trip, options);
  const { lost, doubled, unsettled, otherwise, outcomes } = account;
  console.log(
    `\nseed ${options.seed}: ${told.length} trips, ${faults.length} faults, settled after ${(settledMs / 1000).toFixed(1)} s
lost ${lost.length}, doubled ${doubled.length}, unsettled ${unsettled.length}, otherwise than told ${otherwise.length}
${JSON.stringify(outcomes)}
${[...lost, ...doubled, ...unsettled, ...otherwise].slice(0, 20).join('\n')}`,
  );
  return isRight(account) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof RangeError ? error.message : error);
  return 1;
});
