// Dependencies and build, done only when something changed. Plain Node: nothing is installed yet when this runs.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaces } from '../topology/src/processes.mjs';
import { lockWithin } from './lock.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const packages = [...workspaces, 'dev'];
const installStamp = join(root, 'node_modules', '.shop-install');
const buildStamp = join(root, 'node_modules', '.shop-build');
const bundleStamp = join(root, 'node_modules', '.shop-bundled');
const bundler = join(root, 'dev', 'bundle.mjs');
/** Where npm records what it has installed. */
const npmsRecord = join(root, 'node_modules', '.package-lock.json');
const unbuilt = new Set(['dist', 'node_modules']);
const longestWaitMs = 15 * 60_000;

/**
 * Installs and builds what is out of date. Throws an Error whose message says what to do. Without `bundles` it builds for development,
 * where the compiled files themselves are run.
 */
export async function prepare({ bundles = true } = {}) {
  if (isInstalled() && isBuilt(bundles)) return;
  const lock = await lockWithin(join(root, '.cache', 'locks', 'prepare'), longestWaitMs, (holder) =>
    say(`Waiting for process ${holder}, which is installing or building this checkout…`),
  );
  if (!lock.release) throw new Error(`Process ${lock.holder} has been preparing this checkout for 15 minutes: end it.`);
  try {
    if (!isInstalled()) await install();
    if (!isBuilt(bundles)) await build(bundles);
  } finally {
    lock.release();
  }
}

function isInstalled() {
  const wanted = installFingerprint();
  if (read(installStamp) === wanted) return true;
  if (!hasEveryPackage()) return false;
  try {
    writeFileSync(installStamp, wanted);
  } catch {
    // The checkout belongs to another user and is read-only here: the next start repeats the full check.
  }
  return true;
}

/** Changes with the lock file, and when npm adds or removes a package (`npm prune --omit=dev`). */
const installFingerprint = () => sha256(readFileSync(join(root, 'package-lock.json')) + read(npmsRecord));

/** Whether every package of the lock file is installed. False after an interrupted npm, and when build dependencies were left out. */
function hasEveryPackage() {
  const installed = JSON.parse(read(npmsRecord) || '{"packages":{}}').packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') ||
      entry.optional ||
      (existsSync(join(root, path)) && (entry.link || installed[path]?.version === entry.version)),
  );
}

async function install() {
  const started = Date.now();
  say('Installing dependencies (npm ci)…');
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  // an npm that is interrupted while it empties the folder must not leave the record of a complete installation
  for (const note of [installStamp, npmsRecord]) rmSync(note, { force: true });
  // the build needs packages that NODE_ENV=production and npm's own omit setting would leave out
  const code = await run(command, [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    throw new Error(
      'npm ci failed (its message is above): check the network and `npm config get registry`, try again.',
    );
  }
  writeFileSync(installStamp, installFingerprint());
  say(`Dependencies installed in ${seconds(started)}.`);
}

function isBuilt(bundles) {
  if (!packages.every((name) => existsSync(join(root, name, 'dist')))) return false;
  const sources = sourceFingerprint();
  return read(buildStamp) === sources && (!bundles || read(bundleStamp) === sources);
}

/** Changes when a source, proto, package or compiler file is added, removed or written. */
function sourceFingerprint() {
  const seen = [];
  const look = (path) => {
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry?.isDirectory()) for (const name of readdirSync(path).sort()) look(join(path, name));
    else if (entry) seen.push(`${path} ${entry.mtimeMs} ${entry.size}`);
  };
  look(join(root, 'tsconfig.base.json'));
  look(bundler);
  for (const name of packages) {
    for (const file of ['package.json', 'tsconfig.json', 'src']) look(join(root, name, file));
  }
  for (const name of readdirSync(join(root, 'protos'))) if (!unbuilt.has(name)) look(join(root, 'protos', name));
  return sha256(seen.join('\n'));
}

async function build(bundles) {
  const started = Date.now();
  say('Building (tsc -b)…');
  const before = sourceFingerprint();
  for (const stamp of [buildStamp, ...(bundles ? [bundleStamp] : [])]) rmSync(stamp, { force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // each of the compiler's usual four checkers resolves mongoose's types separately: 50 s of CPU for all workspaces instead of 19 s
  const options = ['-b', '--checkers', '1'];
  const code = await run(process.execPath, [compiler, ...options, ...packages.map((name) => join(root, name))]);
  if (code !== 0) throw new Error('The build failed: fix the errors above and start again.');
  writeFileSync(buildStamp, before);
  if (bundles) {
    if ((await run(process.execPath, [bundler])) !== 0) throw new Error('The bundling failed: fix the errors above.');
    writeFileSync(bundleStamp, before);
  }
  say(`Built in ${seconds(started)}.`);
}

/** Used where the kernel supports it: an npm that outlived the launcher would write to node_modules during the next start. */
function tethered(command, args) {
  const possible = spawnSync('setpriv', ['--pdeathsig', 'KILL', process.execPath, '--version']).status === 0;
  return possible ? ['setpriv', ['--pdeathsig', 'KILL', '--', command, ...args]] : [command, args];
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(...tethered(command, args), { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    const end = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.once(signal, end);
    child.once('error', (error) => reject(new Error(`${command} could not be run (${error.message}): install npm.`)));
    child.once('exit', (code) => {
      for (const signal of signals) process.off(signal, end);
      resolve(code ?? 1);
    });
  });
}

const say = (line) => process.stdout.write(`${line}\n`);
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
