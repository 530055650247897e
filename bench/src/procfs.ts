import { readFileSync } from 'node:fs';

/** Processes by the name that the report calls them. */
export type Pids = Readonly<Record<string, number>>;

/** Linux counts processor time in these units. */
const millisecondsPerTick = 10;

/** Processor milliseconds (user and system) that each process has used since it began; Linux only, NaN elsewhere. */
export const cpuMs = (pids: Pids): Record<string, number> =>
  each(pids, (pid) => {
    // the second field is the program's name in brackets, which may hold blanks
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick;
  });

/** Bytes that each process has had written to a disk since it began; Linux only, NaN elsewhere. */
export const bytesWritten = (pids: Pids): Record<string, number> =>
  each(pids, (pid) => field(`/proc/${pid}/io`, /^write_bytes: (\d+)$/m));

/** The most memory that each process has held at once, MiB; Linux only, NaN elsewhere. */
export const peakMiB = (pids: Pids): Record<string, number> =>
  each(pids, (pid) => Math.round(field(`/proc/${pid}/status`, /^VmHWM:\s+(\d+) kB$/m) / 1024));

/** The memory that each process holds now, MiB; Linux only, NaN elsewhere. */
export const memoryMiB = (pids: Pids): Record<string, number> =>
  each(pids, (pid) => field(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB$/m) / 1024);

const field = (path: string, pattern: RegExp) => Number(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? NaN);

function each(pids: Pids, read: (pid: number) => number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => {
      try {
        return [name, read(pid)];
      } catch {
        return [name, NaN];
      }
    }),
  );
}
