import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './commands.js';
import type { DebianPackage } from './debian-packages.js';

/** A Redis server program: its path, the libraries that it needs besides the system's, and its origin. */
export interface RedisBinary {
  path: string;
  libraryPath?: string;
  origin: string;
}

/** Debian's and Ubuntu's Redis. */
export const redisPackage: DebianPackage<RedisBinary> = {
  name: 'redis-server',
  title: 'Redis',
  folder: 'redis',
  otherWays:
    'install redis-server (macOS: brew install redis; Docker: docker run -p 127.0.0.1:6379:6379 redis:7 and set REDIS_URL=redis://127.0.0.1:6379)',
  async usable(extracted) {
    const path = join(extracted, 'usr', 'bin', 'redis-server');
    const libraryPath = [join(extracted, 'usr', 'lib'), join(extracted, 'lib')].flatMap(withSubfolders).join(':');
    const { code } = await run(path, ['--version'], { env: { LD_LIBRARY_PATH: libraryPath } });
    return code === 0 ? { path, libraryPath, origin: path } : undefined;
  },
};

/** A lib folder and its multi-arch folders, for example lib and lib/x86_64-linux-gnu. */
function withSubfolders(folder: string): string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...inner.map((entry) => join(folder, entry.name))];
  } catch {
    return [];
  }
}
