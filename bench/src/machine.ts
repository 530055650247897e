import { cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** The largest share of the cores that other processes may use before a warning is printed. */
const QUIET = 0.1;
const LOOK_MS = 2_000;

let busyBefore: number | undefined;

/** Measures for two seconds how busy the cores are before the benchmark starts, and prints a warning when they are not idle. */
export async function lookAtMachine(): Promise<void> {
  const before = taken();
  await pause(LOOK_MS);
  const after = taken();
  busyBefore = (after.busy - before.busy) / (after.all - before.all);
  if (busyBefore > QUIET) console.error(`WARNING: the machine is not quiet: ${others()}. Take ratios only.`);
}

/** One line: date, processor, memory, Node and how busy the machine is before the run. */
export function machine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = `load ${loadavg()[0]?.toFixed(1)} before the run`;
  const busy = busyBefore === undefined ? '' : `, ${others()}${busyBefore > QUIET ? ' (NOT quiet)' : ''}`;
  return `${new Date().toISOString()}, ${cpus()[0]?.model ?? 'unknown processor'} × ${cpus().length}, ${memory}, Node ${process.version}, ${load}${busy}`;
}

const others = (): string => `${((busyBefore ?? 0) * 100).toFixed(0)} % of the cores taken by others`;

function taken(): { busy: number; all: number } {
  const times = cpus().map(({ times: each }) => each);
  const idle = times.reduce((sum, each) => sum + each.idle, 0);
  const all = times.reduce((sum, each) => sum + Object.values(each).reduce((of, ms) => of + ms, 0), 0);
  return { busy: all - idle, all };
}
