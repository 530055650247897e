import { spawnSync } from 'node:child_process';

const apt = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', timeout: 240_000 }).status === 0;

/** Installs Debian's packages, without what they recommend. False unless root can. */
export const aptInstall = (...packages: string[]): boolean =>
  process.getuid?.() === 0 && apt('update') && apt('install', '-y', '--no-install-recommends', ...packages);
