// What `npm test` runs: prepares a bare machine, runs every suite, says in its last line what was counted.
//   npm test                      everything
//   npm test -- 'common/test/**'  only these files
// Plain Node: on a bare machine nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: process.env });
/** How long a suite may take to end once its last test is over: what lives on then was left open by a test. */
const GRACE_MS = 20_000;

/** Runs mocha, shows its output on `show`; 1 when it does not end by itself after its last test. */
function mocha(counts, patterns, show) {
  const child = spawn(
    process.execPath,
    [
      'node_modules/mocha/bin/mocha.js',
      '--reporter',
      'tests/support/reporter.mjs',
      '--ignore',
      '**/node_modules/**',
      ...(process.stdout.isTTY ? ['--color'] : []),
      ...patterns,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TEST_COUNTS: counts } },
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

/** One at a time is shown as it comes; what the others print waits for its turn. */
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

const unit = ['unit', ['{common,dev,dev/mongo-lite,*-service,gateway,saga-orchestrator,tests}/**/*.unit.spec.ts']];
const integration = [
  'integration',
  ['{common,dev,dev/mongo-lite,*-service,gateway,saga-orchestrator,tests}/**/*.int.spec.ts'],
];
const system = ['the whole system', ['tests/**/*.e2e.spec.ts']];
// quick and broad first: what is wrong in a unit test need not be looked for in a whole system; those who wait for
// processes and time-outs most of the time then share the machine
const asked = process.argv.slice(2);
const turns = asked.length ? [[['chosen files', asked]]] : [[unit], [integration, system]];

const folder = mkdtempSync(join(tmpdir(), 'shop-tests-'));
const total = { passes: 0, failures: 0 };
let broken = false;

async function suite([name, patterns], { show, end }) {
  show(`\n== ${name}\n`);
  const counts = join(folder, `${name.replaceAll(' ', '-')}.json`);
  const status = await mocha(counts, patterns, show);
  const counted = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : { passes: 0, failures: 0 };
  total.passes += counted.passes;
  total.failures += counted.failures;
  if (status !== 0 || counted.passes === 0) {
    broken = true;
    if (counted.failures === 0) show(`${name}: the run ended with ${status} after ${counted.passes} tests.\n`);
  }
  end();
}

for (const turn of turns) {
  const place = stage();
  await Promise.all(turn.map((each) => suite(each, place())));
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${total.passes} passed, ${total.failures} failed`);
process.exit(broken || total.failures > 0 || total.passes === 0 ? 1 : 0);
