import { readFileSync } from 'node:fs';

/** Linux counts processor time in these units. */
const millisecondsPerTick = 10;

/** Processor milliseconds (user and system) that the processes have used since they began; Linux only, NaN elsewhere. */
export function cpuMs(pids: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, used(pid)]));
}

function used(pid: number): number {
  try {
    // the second field is the program's name in brackets, which may hold blanks
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick;
  } catch {
    return NaN;
  }
}
