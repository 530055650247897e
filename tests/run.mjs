// The program of `npm test`: prepares a bare machine, runs the suites, and prints the counts in its last line.
//   npm test                      units, most tests of one process, a few tests of the whole system (legs.mjs)
//   MATRIX=usual npm test         CI: all suites except those of the night, more bad requests, more seeds
//   MATRIX=full npm test          the night: everything, with every kind of fault
//   npm test -- 'common/test/**'  only these files; `units` stands for every unit spec
//   SUITES_AT_ONCE=1 npm test     one suite after the other
//   RUN_AGAIN=2 npm test          reruns failed spec files once, alone, if they are at most two, and names those that then passed
//   TEST_COSTS=FILE npm test      writes the cost of each spec file to FILE, seconds of CPU
// Needs no dependency: on a bare machine nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaces } from '../topology/src/processes.mjs';
import { alone, fileOf, forCi, isIn, runsWith } from './legs.mjs';
import { cpuSeconds } from './support/cpu.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: process.env });
/** How long a suite may take to exit after its last test. Whatever keeps it running longer was left open by a test. */
const GRACE_MS = 20_000;

/**
 * Removes NODE_EXTRA_CA_CERTS: only npm, which has its own settings, calls other machines, and reading the certificates would cost
 * each of a thousand processes 80 ms.
 */
const { NODE_EXTRA_CA_CERTS: _trust, ...environment } = process.env;

/** Runs mocha and passes its output to `show`. Returns the exit code; 1 when it has to be killed after its last test. */
function mocha(counts, patterns, ignored, show) {
  const child = spawn(
    process.execPath,
    [
      // not mocha's bin: it starts a second process for Node's options, which would survive a SIGKILL of the first
      '--import',
      'tsx',
      // specs are imported: of what they require, tsx would make another program than the one that was compiled (decision 0144)
      '--no-experimental-require-module',
      'node_modules/mocha/lib/cli/cli.js',
      '--reporter',
      'tests/support/reporter.mjs',
      '--require',
      'tests/support/described-answers.ts',
      '--ignore',
      '**/node_modules/**',
      ...ignored.flatMap((file) => ['--ignore', file]),
      ...(process.stdout.isTTY ? ['--color'] : []),
      ...patterns,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment, TEST_COUNTS: counts } },
  );
  child.stdout.on('data', show);
  child.stderr.on('data', show);
  let overAt;
  const watch = setInterval(() => {
    if (!existsSync(counts)) return;
    overAt ??= Date.now();
    if (Date.now() - overAt < GRACE_MS) return;
    show(`A test left something open: the run did not end within ${GRACE_MS / 1000} s of its last test.\n`);
    child.kill('SIGKILL');
  }, 500);
  return new Promise((resolve) => child.once('exit', (code) => (clearInterval(watch), resolve(code ?? 1))));
}

/** Shows the output of one suite at a time, as it comes; that of the others is buffered until it is their turn. */
function stage() {
  const waiting = [];
  return () => {
    const place = { held: [], over: false };
    const release = () => {
      while (waiting[0]) {
        for (const chunk of waiting[0].held.splice(0)) process.stdout.write(chunk);
        if (!waiting[0].over) return;
        waiting.shift();
      }
    };
    waiting.push(place);
    return {
      show: (chunk) => (waiting[0] === place ? process.stdout.write(chunk) : place.held.push(chunk)),
      end: () => ((place.over = true), release()),
    };
  };
}

const prepared = run('dev/start.mjs', 'prepare');
if (prepared.status !== 0) process.exit(prepared.status ?? 1);

const tested = [...workspaces, 'dev', 'testkit', 'tests'];
/** Six suites, because two cores run three at once; the folders are distributed round-robin, so that none is much longer than the others. */
const integration = Object.fromEntries(
  [0, 1, 2, 3, 4, 5]
    .map((suite) => tested.filter((_, index) => index % 6 === suite))
    .map((folders) => [`integration: ${folders.join(', ')}`, `{${folders.join(',')}}/**/*.int.spec.ts`]),
);
const unit = `{${tested.join(',')}}/**/*.unit.spec.ts`;

/** All suites, the longest first, so that no long one is left at the end. */
function everything() {
  const system = readdirSync(join(root, 'tests'), { recursive: true })
    .filter((file) => file.endsWith('.e2e.spec.ts') && !file.includes('node_modules'))
    .map((file) => `tests/${file.replaceAll('\\', '/')}`)
    .filter((file) => runsWith(file, process.env.MATRIX));
  const sharing = system.filter(
    (file) => !isIn(alone, file) && readFileSync(join(root, file), 'utf8').includes('support/shared-shop.js'),
  );
  const [failure, rest] = [true, false].map((long) =>
    system.filter((file) => file.startsWith('tests/failure/') === long && !sharing.includes(file)),
  );
  return [
    ['unit', [unit]],
    ['one shop for several', sharing],
    ...failure.map((file) => [file, [file]]),
    ...Object.entries(integration).map(([name, pattern]) => [name, [pattern]]),
    ...rest.map((file) => [file, [file]]),
  ];
}

/**
 * Suites spend much of their time waiting: for processes, deadlines, silent connections. So three suites run concurrently on two
 * cores, given 2 GiB of memory each. Each has its own data and free ports.
 */
const usual = Math.max(1, Math.min(Math.ceil(1.5 * availableParallelism()), Math.floor(totalmem() / 2 ** 31)));
const atOnce = Number(process.env.SUITES_AT_ONCE) || usual;
const asked = process.argv.slice(2).map((each) => (each === 'units' ? unit : each));
const suites = asked.length ? [['chosen files', asked]] : everything();
/** Files that this run ignores. Files that are named always run. */
const left = asked.length ? [] : forCi.map(fileOf).filter((file) => !runsWith(file, process.env.MATRIX));

const folder = mkdtempSync(join(tmpdir(), 'shop-tests-'));
const total = { passes: 0, failures: 0 };
/** Seconds of CPU by spec file. */
const cost = {};
const preparing = cpuSeconds();
/** Suites that did not pass, to be repeated at the end of the output. */
const broken = [];

async function suite([name, patterns], { show, end }) {
  show(`\n== ${name}\n`);
  const counts = join(folder, `${name.replaceAll(/[^a-z]+/g, '-')}.json`);
  const began = Date.now();
  const status = await mocha(counts, patterns, left, show);
  const counted = existsSync(counts)
    ? JSON.parse(readFileSync(counts, 'utf8'))
    : { passes: 0, failures: 0, failed: [], failedFiles: [], cpu: {} };
  const cpu = Object.values(counted.cpu).reduce((sum, each) => sum + each, 0);
  for (const [file, seconds] of Object.entries(counted.cpu)) cost[file] = (cost[file] ?? 0) + seconds;
  total.passes += counted.passes;
  total.failures += counted.failures;
  show(
    `${name}: ${counted.passes} passed in ${Math.round((Date.now() - began) / 1000)} s, ${Math.round(cpu)} s of CPU.\n`,
  );
  if (status !== 0 || counted.passes === 0) {
    // no test failed, but the suite did not pass: counts as a failure of its file, if it has only one
    const failedFiles = counted.failedFiles.length > 0 || patterns[0] !== name ? counted.failedFiles : patterns;
    broken.push({ name, ...counted, failedFiles });
    if (counted.failures === 0) show(`${name}: the run ended with ${status} after ${counted.passes} tests.\n`);
  }
  end();
}

const place = stage();
const last = suites.filter(([name]) => isIn(alone, name));
const shared = suites.filter((each) => !last.includes(each));
const next = async () => {
  for (let each; (each = shared.shift());) await suite(each, place());
};
await Promise.all(Array.from({ length: atOnce }, next));
for (const each of last) await suite(each, place());

/**
 * Failed files run again alone, since other suites or a pause of the machine may have caused the failure (decision 0100). Not when
 * a suite of several files ended without a failed test: which file caused that is unknown.
 */
const files = [...new Set(broken.flatMap(({ failedFiles }) => failedFiles))];
const unstable = [];
if (files.length <= Number(process.env.RUN_AGAIN ?? 0) && broken.every(({ failedFiles }) => failedFiles.length > 0)) {
  const first = broken.splice(0);
  const { passes, failures } = total;
  for (const file of files) await suite([`once more: ${file}`, [file]], place());
  if (broken.length === 0) {
    unstable.push(...first);
    Object.assign(total, { passes: passes + failures, failures: 0 });
  } else broken.unshift(...first);
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `\nSeconds of CPU: ${Math.round(cpuSeconds())}, of them ${Math.round(preparing)} to install and build. The most expensive files:`,
);
for (const [file, seconds] of Object.entries(cost)
  .sort(([, one], [, other]) => other - one)
  .slice(0, 10))
  console.log(`${seconds.toFixed(1).padStart(7)}  ${file}`);
if (process.env.TEST_COSTS) writeFileSync(process.env.TEST_COSTS, JSON.stringify(cost));
for (const { name, failed } of [...unstable, ...broken])
  for (const test of failed) console.log(`\nFailed: ${name}: ${test}`);
if (unstable.length > 0)
  console.log(`\nPassed only when run once more, which somebody has to look at: ${files.join(', ')}.`);
if (broken.length > 0) console.log(`\nNot passed: ${broken.map(({ name }) => name).join(', ')}.`);
console.log(`\n${total.passes} passed, ${total.failures} failed`);
process.exit(broken.length > 0 || total.failures > 0 || total.passes === 0 ? 1 : 0);
