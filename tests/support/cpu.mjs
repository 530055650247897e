// What tests cost: seconds of CPU, which do not depend on what else the machine is doing.
import { readFileSync, readdirSync } from 'node:fs';

/** In which /proc counts. */
const TICKS_A_SECOND = 100;

/** Parent and ticks of a process, with those of its ended children; undefined once it is gone. */
function processStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { pid, parent: fields[1], ticks: fields[11] + fields[12] + fields[13] + fields[14] };
  } catch {
    return undefined;
  }
}

/** Seconds of CPU used so far by this process and all below it; by this process alone where there is no /proc. */
export function cpuSeconds() {
  if (process.platform !== 'linux') {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
  const living = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => processStat(Number(pid)) ?? []);
  const below = (pid) => living.filter(({ parent }) => parent === pid).flatMap((each) => [each, ...below(each.pid)]);
  const own = living.filter(({ pid }) => pid === process.pid);
  return [...own, ...below(process.pid)].reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_A_SECOND;
}
