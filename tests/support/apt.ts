import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One at a time: suites run side by side, and apt fails at once while another holds its lists. */
const apt = (...args: string[]) =>
  spawnSync('flock', [join(tmpdir(), 'shop-tests-apt.lock'), 'apt-get', ...args], { stdio: 'ignore', timeout: 240_000 })
    .status === 0;

/** Installs Debian's packages, without what they recommend. False unless root can. */
export const aptInstall = (...packages: string[]): boolean =>
  process.getuid?.() === 0 && apt('update') && apt('install', '-y', '--no-install-recommends', ...packages);
