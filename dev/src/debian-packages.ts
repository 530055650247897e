import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, which } from './commands.js';
import type { Environment } from './environment.js';
import { StartFailure } from './failure.js';
import { root } from './root.js';

export interface Search {
  env: Environment;
  /** Reports steps that take longer than a second. */
  progress: (message: string) => void;
  signal?: AbortSignal | undefined;
  /** Where extracted packages are kept; by default the checkout's .cache or the user's cache folder. */
  cacheFolders?: string[];
}

/** A Debian or Ubuntu package whose files are used without installing it. */
export interface DebianPackage<Found> {
  name: string;
  /** Its name in messages. */
  title: string;
  /** Its folder in the cache. */
  folder: string;
  /** What else a user can do to get it: the end of a sentence. */
  otherWays: string;
  /** The extracted program; undefined when it does not run on this machine. */
  usable(extracted: string): Promise<Found | undefined>;
}

const downloadMs = 180_000;

function cacheFolders({ folder }: DebianPackage<unknown>, { cacheFolders, env }: Search): string[] {
  if (cacheFolders) return cacheFolders;
  const userCache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  return [join(root, '.cache', folder), join(userCache, 'shop-saga', folder)];
}

const extractedIn = (folder: string) => join(folder, `${process.platform}-${process.arch}`);

/** A program extracted earlier that still runs on this machine. */
export async function findExtracted<Found>(wanted: DebianPackage<Found>, search: Search): Promise<Found | undefined> {
  for (const folder of cacheFolders(wanted, search)) {
    const found = await wanted.usable(extractedIn(folder));
    if (found) return found;
  }
  return undefined;
}

/**
 * Downloads a package and its dependencies into a private folder and extracts them. Needs no root, installs nothing and leaves the system's
 * package lists untouched. Throws a StartFailure that says what to do instead when that is not possible.
 */
export async function fetchPackage<Found>(wanted: DebianPackage<Found>, search: Search): Promise<Found> {
  const { title, otherWays } = wanted;
  const apt = which('apt-get', search.env);
  const dpkg = which('dpkg-deb', search.env);
  if (!apt || !dpkg) {
    throw new StartFailure(`No ${title} was found and apt-get is not here to fetch one: ${otherWays}.`);
  }
  const folder = firstWritable(wanted, search);
  search.progress(`Fetching ${title} with apt into ${folder} (once, about 10 s)…`);
  const work = mkdtempSync(join(folder, 'fetch-'));
  try {
    const extracted = join(work, 'extracted');
    for (const deb of await download(apt, work, wanted, search)) {
      const { code, output } = await run(dpkg, ['-x', deb, extracted], { signal: search.signal });
      if (code !== 0) throw new StartFailure(`${title} could not be extracted (${lastLine(output)}): ${otherWays}.`);
    }
    const target = extractedIn(folder);
    if (!(await wanted.usable(extracted)))
      throw new StartFailure(`The ${title} from apt does not run here: ${otherWays}.`);
    await putInPlace(wanted, extracted, target);
    const found = await wanted.usable(target);
    if (!found)
      throw new StartFailure(`The ${title} in ${target} does not run here: remove that folder or ${otherWays}.`);
    search.progress(`${title} is in ${target}.`);
    return found;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function download(
  apt: string,
  work: string,
  { name, title, otherWays }: DebianPackage<unknown>,
  search: Search,
): Promise<string[]> {
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
  // A failing source (such as a third-party repository) may be irrelevant; only the package's own download counts.
  const update = await run(apt, [...settings, '-q', 'update'], options);
  const install = ['install', '-q', '-y', '--download-only', '--no-install-recommends', '--reinstall', name];
  const got = await run(apt, [...settings, ...install], options);
  search.signal?.throwIfAborted();
  const archives = join(folders.cache, 'archives');
  const debs = readdirSync(archives).filter((file) => file.endsWith('.deb'));
  if (got.code !== 0 || debs.length === 0) {
    const why = lastLine(got.output) || lastLine(update.output);
    throw new StartFailure(`${title} could not be fetched with apt (${why}): check the network, or ${otherWays}.`);
  }
  return debs.map((file) => join(archives, file));
}

/** Two starts may fetch at once: the second uses the first's result, unless that does not run. */
async function putInPlace(wanted: DebianPackage<unknown>, extracted: string, target: string): Promise<void> {
  try {
    renameSync(extracted, target);
  } catch {
    if (await wanted.usable(target)) return;
    rmSync(target, { recursive: true, force: true });
    renameSync(extracted, target);
  }
}

function firstWritable(wanted: DebianPackage<unknown>, search: Search): string {
  const folders = cacheFolders(wanted, search);
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      // Try the next one.
    }
  }
  throw new StartFailure(
    `No folder to keep ${wanted.title} in can be written (${folders.join(', ')}): ${wanted.otherWays}.`,
  );
}

const lastLine = (output: string) => output.trim().split('\n').at(-1) ?? '';
