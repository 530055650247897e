import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Serialized by a lock: suites run in parallel, and apt-get fails at once while another one holds its lists. */
const apt = (...args: string[]) =>
  spawnSync('flock', [join(tmpdir(), 'shop-tests-apt.lock'), 'apt-get', ...args], { stdio: 'ignore', timeout: 240_000 })
    .status === 0;

/** Installs Debian packages without their recommendations. False when it fails, or this process is not root. */
export const aptInstall = (...packages: string[]): boolean =>
  process.getuid?.() === 0 && apt('update') && apt('install', '-y', '--no-install-recommends', ...packages);
