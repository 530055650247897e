import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Path of the newest Node of a major version: the running one, or one from the npm registry, stored in `cache`, which CI keeps.
 * Undefined when the registry has none for this platform.
 */
export async function nodeOf(major: number, cache: string): Promise<string | undefined> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cache, String(major));
  const program = join(folder, 'node_modules', name, 'bin/node');
  if (existsSync(program)) return program;
  const isThere = await run('npm', ['view', `${name}@${major}`, 'version']).then(
    ({ stdout }) => stdout.trim() !== '',
    () => false,
  );
  if (!isThere) return undefined;
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', `${name}@${major}`]);
  return program;
}
