import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from '@shop/dev/root';

/** A commit of this repository, built in a folder of its own. */
export interface Release {
  readonly folder: string;
  readonly commit: string;
  /** Deletes the folder. */
  remove(): void;
}

/**
 * Clones the commit and builds its `bench` and what that needs, with the packages that are installed here. Throws when this clone has no
 * such commit, and when it does not build with them.
 */
export function buildAt(revision: string): Release {
  const folder = mkdtempSync(join(tmpdir(), 'shop-release-'));
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    run('git', 'clone', '--quiet', '--shared', '--no-checkout', root, '.');
    const commit = run('git', '-C', root, 'rev-parse', '--short', `${revision}^{commit}`);
    run('git', 'checkout', '--quiet', '--detach', commit);
    linkPackages(join(root, 'node_modules'), join(folder, 'node_modules'));
    run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-b', 'bench');
    return { folder, commit, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The same packages, but for the workspaces: those are the folder's own. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name !== '@shop') symlinkSync(join(from, name), join(to, name));
  }
  mkdirSync(join(to, '@shop'));
  for (const name of readdirSync(join(from, '@shop'))) {
    const workspace = relative(root, realpathSync(join(from, '@shop', name)));
    symlinkSync(join(to, '..', workspace), join(to, '@shop', name));
  }
}
