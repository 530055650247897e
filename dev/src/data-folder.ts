import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { processNames, processOf } from '@shop/topology/processes';
import { lockWithin } from '../lock.mjs';
import { StartFailure } from './failure.js';

/** The entries that a stack keeps in its data folder; nothing else in it is ever removed. */
const kept = [
  'redis',
  'mongo-lite',
  'mongod',
  ...processNames.flatMap((name) => [processOf(name).dataFile ?? [], processOf(name).dataFolder ?? []].flat()),
  'secrets.json',
  'logs',
];

/**
 * Locks the data folder for this stack and returns the function that releases it. Throws a StartFailure when another stack uses it or it
 * cannot be written. A lock whose process is gone or a zombie does not count.
 */
export async function takeDataFolder(folder: string): Promise<() => void> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch {
    throw new StartFailure(`${folder} cannot be written: give the stack another folder with --data DIR.`);
  }
  const lock = await lockWithin(join(folder, 'lock'), 500);
  if (lock.release) {
    for (const name of kept) keepPrivate(join(folder, name));
    return lock.release;
  }
  throw new StartFailure(
    `A stack already runs on the data in ${folder} (process ${lock.holder}): stop it, or give this one --data DIR and --port-base N.`,
  );
}

/** Removes other users' access to existing files, which an earlier release or another umask may have left readable. */
function keepPrivate(path: string): void {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry?.isDirectory() && !entry?.isFile()) return;
  if ((entry.mode & 0o077) !== 0) chmodSync(path, entry.isDirectory() ? 0o700 : 0o600);
  if (entry.isDirectory()) for (const name of readdirSync(path)) keepPrivate(join(path, name));
}

/** Removes everything that stacks have stored in the folder. */
export function emptyDataFolder(folder: string): void {
  for (const name of kept) rmSync(join(folder, name), { recursive: true, force: true });
}
