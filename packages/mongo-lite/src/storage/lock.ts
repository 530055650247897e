import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another living process has the data folder open. */
export class DataLockedError extends Error {
  constructor(dataDir: string, pid: number) {
    super(`The data folder ${dataDir} is in use by process ${pid}: stop that process or choose another folder.`);
    this.name = 'DataLockedError';
  }
}

interface Owner {
  pid: number;
  /** The start time of the process, where the system provides it: a reused pid is another process. */
  began: string | null;
}

/**
 * Locks the folder for this process and returns the function that releases it. A lock whose process is dead, a zombie, or another one with
 * the same pid is taken over. Throws DataLockedError.
 */
export function lockFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'mongo-lite.lock');
  const own = `${path}.${process.pid}`;
  const text = JSON.stringify({ pid: process.pid, began: processStart(process.pid) });
  writeFileSync(own, text);
  try {
    while (!link(own, path)) takeAway(dataDir, path);
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    if (read(path) === text) rmSync(path, { force: true });
  };
}

/** Creating a link is atomic: of several processes one succeeds. */
function link(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function takeAway(dataDir: string, path: string): void {
  const seen = read(path);
  if (seen === undefined) return;
  const owner = parse(seen);
  if (owner && isAlive(owner)) throw new DataLockedError(dataDir, owner.pid);
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  // Another process may have replaced the stale lock in the meantime: then its lock was moved, and is put back.
  if (read(aside) !== seen) link(aside, path);
  rmSync(aside, { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}

function isAlive(owner: Owner): boolean {
  // This process itself can only be the owner when it opens the folder twice.
  const began = processStart(owner.pid);
  if (began !== null && owner.began !== null) return began === owner.began;
  try {
    process.kill(owner.pid, 0);
    return began !== 'gone';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The start time from /proc; 'gone' for a dead or zombie process on Linux, null where there is no /proc. */
function processStart(pid: number): string | null {
  const self = read('/proc/self/stat');
  if (self === undefined) return null;
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return 'gone';
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? 'gone' : (rest[18] ?? 'gone');
}
