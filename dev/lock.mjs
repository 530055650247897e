// A lock that a dead process cannot hold. Plain JavaScript, because `npm start` needs it before anything is built.
//
// Each contender creates a claim file named after its identity (pid and start time), then looks for other claims. Any contender removes a
// claim whose process is gone, is a zombie, or whose pid now belongs to another process. An identity is never used again, so a live claim
// cannot be mistaken for a stale one. When two processes claim at once, both withdraw and try again.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Identity of a live process as `<pid>-<start>`; undefined when it is gone or a zombie. */
export function processIdentity(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${pid}-${boot}.${fields[19]}`;
  } catch {
    return process.platform === 'linux' ? undefined : identityFromPs(pid);
  }
}

function identityFromPs(pid) {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line.startsWith('Z') ? undefined : `${pid}-${line.replace(/^\S+\s+/, '').replace(/[^A-Za-z0-9]+/g, '.')}`;
  } catch {
    return undefined;
  }
}

/** Tries once to take the lock `folder`: returns `{release}` on success, `{holder: pid}` when a live process has it. */
export function tryLock(folder) {
  const own = `${processIdentity(process.pid)}.claim`;
  const claim = join(folder, own);
  for (;;) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(claim, '', { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (error.code === 'EEXIST') return { holder: process.pid };
      if (error.code !== 'ENOENT') throw error; // ENOENT: another holder removed the empty folder under us
    }
  }
  const release = () => {
    rmSync(claim, { force: true });
    try {
      rmdirSync(folder);
    } catch {
      // Another claim is in it.
    }
  };
  for (const name of readdirSync(folder)) {
    if (name === own || !name.endsWith('.claim')) continue;
    const pid = Number.parseInt(name, 10);
    if (`${processIdentity(pid)}.claim` === name) {
      release();
      return { holder: pid };
    }
    rmSync(join(folder, name), { force: true });
  }
  return { release };
}

/** Takes the lock, retrying for `waitMs` ms while a live process holds it; then returns its `{holder}`. */
export async function lockWithin(folder, waitMs, onWait = () => {}) {
  const end = Date.now() + waitMs;
  for (let waits = 0; ; waits += 1) {
    const lock = tryLock(folder);
    if (lock.release || Date.now() >= end) return lock;
    if (waits === 3) onWait(lock.holder);
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 130));
  }
}
