import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, which } from './commands.js';
import { StartFailure } from './failure.js';
import type { Environment } from './environment.js';
import { root } from './root.js';

/** A Redis server program: its path, the libraries that it needs beside the system's, and where it came from. */
export interface RedisBinary {
  path: string;
  libraryPath?: string;
  origin: string;
}

export interface Search {
  env: Environment;
  /** Says what takes longer than a second. */
  progress: (message: string) => void;
  signal?: AbortSignal | undefined;
  /** Where extracted programs are kept; the checkout's .cache or the user's cache folder by default. */
  cacheFolders?: string[];
}

const otherWays =
  'install redis-server (macOS: brew install redis; Docker: docker run -p 127.0.0.1:6379:6379 redis:7 and set REDIS_URL=redis://127.0.0.1:6379)';
const downloadMs = 180_000;

function cacheFolders({ cacheFolders, env }: Search): string[] {
  if (cacheFolders) return cacheFolders;
  const userCache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  return [join(root, '.cache', 'redis'), join(userCache, 'shop-saga', 'redis')];
}

const extractedIn = (folder: string) => join(folder, `${process.platform}-${process.arch}`);

/** A Redis that was extracted before and still runs on this machine. */
export async function findExtracted(search: Search): Promise<RedisBinary | undefined> {
  for (const folder of cacheFolders(search)) {
    const binary = await runnable(extractedIn(folder));
    if (binary) return binary;
  }
  return undefined;
}

async function runnable(extracted: string): Promise<RedisBinary | undefined> {
  const path = join(extracted, 'usr', 'bin', 'redis-server');
  const libraryPath = [join(extracted, 'usr', 'lib'), join(extracted, 'lib')].flatMap(withSubfolders).join(':');
  const { code } = await run(path, ['--version'], { env: { LD_LIBRARY_PATH: libraryPath } });
  return code === 0 ? { path, libraryPath, origin: path } : undefined;
}

/** A lib folder and its multi-arch folders, for example lib and lib/x86_64-linux-gnu. */
function withSubfolders(folder: string): string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...inner.map((entry) => join(folder, entry.name))];
  } catch {
    return [];
  }
}

/**
 * Downloads Debian's or Ubuntu's redis-server into a private folder and extracts it: no root, nothing installed, the
 * system's own package lists untouched. Throws a StartFailure that says what to do instead when that is not possible.
 */
export async function fetchRedis(search: Search): Promise<RedisBinary> {
  const apt = which('apt-get', search.env);
  const dpkg = which('dpkg-deb', search.env);
  if (!apt || !dpkg) {
    throw new StartFailure(`No Redis was found and apt-get is not here to fetch one: ${otherWays}.`);
  }
  const folder = firstWritable(cacheFolders(search));
  search.progress(`Fetching Redis with apt into ${folder} (once, about 10 s)…`);
  const work = mkdtempSync(join(folder, 'fetch-'));
  try {
    const extracted = join(work, 'extracted');
    for (const deb of await download(apt, work, search)) {
      const { code, output } = await run(dpkg, ['-x', deb, extracted], { signal: search.signal });
      if (code !== 0) throw new StartFailure(`Redis could not be extracted (${lastLine(output)}): ${otherWays}.`);
    }
    const target = extractedIn(folder);
    if (!(await runnable(extracted))) throw new StartFailure(`The Redis from apt does not run here: ${otherWays}.`);
    await putInPlace(extracted, target);
    const binary = await runnable(target);
    if (!binary)
      throw new StartFailure(`The Redis in ${target} does not run here: remove that folder or ${otherWays}.`);
    search.progress(`Redis is in ${target}.`);
    return binary;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function download(apt: string, work: string, search: Search): Promise<string[]> {
  const folders = { lists: join(work, 'lists'), cache: join(work, 'cache') };
  mkdirSync(join(folders.lists, 'partial'), { recursive: true });
  mkdirSync(join(folders.cache, 'archives', 'partial'), { recursive: true });
  const settings = [
    `Dir::State::Lists=${folders.lists}`,
    `Dir::Cache=${folders.cache}`,
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    'Debug::NoLocking=1',
  ].flatMap((setting) => ['-o', setting]);
  const options = {
    timeoutMs: downloadMs,
    signal: search.signal,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  // A source that fails (someone's third-party repository) need not matter; whether the package comes does.
  const update = await run(apt, [...settings, '-q', 'update'], options);
  const install = ['install', '-q', '-y', '--download-only', '--no-install-recommends', '--reinstall', 'redis-server'];
  const got = await run(apt, [...settings, ...install], options);
  search.signal?.throwIfAborted();
  const archives = join(folders.cache, 'archives');
  const debs = readdirSync(archives).filter((name) => name.endsWith('.deb'));
  if (got.code !== 0 || debs.length === 0) {
    const why = lastLine(got.output) || lastLine(update.output);
    throw new StartFailure(`Redis could not be fetched with apt (${why}): check the network, or ${otherWays}.`);
  }
  return debs.map((name) => join(archives, name));
}

/** Two starts may fetch at once: the second uses what the first put there, unless that does not run. */
async function putInPlace(extracted: string, target: string): Promise<void> {
  try {
    renameSync(extracted, target);
  } catch {
    if (await runnable(target)) return;
    rmSync(target, { recursive: true, force: true });
    renameSync(extracted, target);
  }
}

function firstWritable(folders: string[]): string {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // The next one may do.
    }
  }
  throw new StartFailure(`No folder to keep Redis in can be written (${folders.join(', ')}): ${otherWays}.`);
}

const lastLine = (output: string) => output.trim().split('\n').at(-1) ?? '';
