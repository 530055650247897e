import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { progressBar } from './bar.js';
import { writeReport } from './report.js';
import { runChaos } from './run.js';
import { isClean } from './verdict.js';

const usage = `npm run chaos -- [--seed S] [--orders 2000] [--minutes M] [--fault-every SECONDS] [--report DIR]
Orders of every kind while processes die and links break; one seed is one schedule. Exit code 1 when anything is lost,
doubled, oversold, unfinished or not as customers were told.`;

/** Runs chaos with these arguments and returns the exit code. */
async function main(args: string[]): Promise<number> {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    args,
    options: {
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
  const folder = values.report || `.data/chaos/seed-${seed}`;
  const result = await runChaos({
    seed,
    logsTo: join(folder, 'logs'),
    orders: number('orders'),
    durationMs: number('minutes') * 60_000,
    faultEveryMs: number('fault-every') * 1000,
    onProgress: progressBar(process.stderr),
  });
  await writeReport(folder, result);
  const { verdict, faults, stored, finishedMs } = result;
  const { lost, doubled, oversold, unfinished, unexpected, unanswered, outcomes } = verdict;
  console.log(
    `\nseed ${seed}: ${stored.length} orders, ${faults.length} faults, all ended after ${(finishedMs / 1000).toFixed(1)} s
lost ${lost.length}, doubled ${doubled.length}, oversold ${oversold.length}, unfinished ${unfinished.length}, unexpected ${unexpected.length}; ${unanswered} requests never answered
${JSON.stringify(outcomes)}
${[...lost, ...doubled, ...oversold, ...unfinished, ...unexpected].slice(0, 20).join('\n')}
The report is in ${folder}/report.md`,
  );
  return isClean(verdict) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof RangeError ? error.message : error);
  return 1;
});
