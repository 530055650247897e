import { readFileSync } from 'node:fs';

/** Processes by their name in the report. */
export type Pids = Readonly<Record<string, number>>;

/** The unit in which Linux counts processor time. */
const millisecondsPerTick = 10;

/** Processor milliseconds (user and system) that each process has used since it started; Linux only, NaN elsewhere. */
export const cpuMs = (pids: Pids): Record<string, number> =>
  each(pids, (pid) => {
    // the second field is the program's name in parentheses, which may contain spaces
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick;
  });

/** Bytes that each process has written to disk since it started; Linux only, NaN elsewhere. */
export const bytesWritten = (pids: Pids): Record<string, number> =>
  each(pids, (pid) => field(`/proc/${pid}/io`, /^write_bytes: (\d+)$/m));

/** The peak memory of each process, MiB; Linux only, NaN elsewhere. */
export const peakMiB = (pids: Pids): Record<string, number> =>
  each(pids, (pid) => Math.round(field(`/proc/${pid}/status`, /^VmHWM:\s+(\d+) kB$/m) / 1024));

/** The current memory of each process, MiB; Linux only, NaN elsewhere. */
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
