import { cpus, loadavg, totalmem } from 'node:os';

/** One line: date, processor, memory, Node and how busy the machine is before the run. */
export function machine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = `load ${loadavg()[0]?.toFixed(1)} before the run`;
  return `${new Date().toISOString()}, ${cpus()[0]?.model ?? 'unknown processor'} × ${cpus().length}, ${memory}, Node ${process.version}, ${load}`;
}
