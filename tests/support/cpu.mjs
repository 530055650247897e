// What tests cost in seconds of CPU, which do not depend on other work on the machine.
import { readFileSync, readdirSync } from 'node:fs';

/** The unit of CPU time in /proc. */
const TICKS_A_SECOND = 100;

/** Parent and CPU ticks of a process, those of its exited children included; undefined once it has exited. */
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

/** Seconds of CPU that this process and its descendants have used; this process alone where there is no /proc. */
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
