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

/** Runs mocha; 1 when it does not end by itself after its last test. */
function mocha(counts, patterns) {
  const child = spawn(
    process.execPath,
    [
      'node_modules/mocha/bin/mocha.js',
      '--reporter',
      'tests/support/reporter.mjs',
      '--ignore',
      '**/node_modules/**',
      ...patterns,
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, TEST_COUNTS: counts } },
  );
  let overAt;
  const watch = setInterval(() => {
    if (!existsSync(counts)) return;
    overAt ??= Date.now();
    if (Date.now() - overAt < GRACE_MS) return;
    console.error(`A test left something open: the run did not end within ${GRACE_MS / 1000} s of its last test.`);
    child.kill('SIGKILL');
  }, 500);
  return new Promise((resolve) => child.once('exit', (code) => (clearInterval(watch), resolve(code ?? 1))));
}

const prepared = run('dev/start.mjs', 'prepare');
if (prepared.status !== 0) process.exit(prepared.status ?? 1);

// quick and broad first: what is wrong in a unit test need not be looked for in a whole system
const suites = [
  ['unit', ['{common,dev,dev/mongo-lite,*-service,gateway,saga-orchestrator,tests}/**/*.unit.spec.ts']],
  ['integration', ['{common,dev,dev/mongo-lite,*-service,gateway,saga-orchestrator,tests}/**/*.int.spec.ts']],
  ['the whole system', ['tests/**/*.e2e.spec.ts']],
];
const asked = process.argv.slice(2);
const chosen = asked.length ? [['chosen files', asked]] : suites;

const folder = mkdtempSync(join(tmpdir(), 'shop-tests-'));
const total = { passes: 0, failures: 0 };
let broken = false;
for (const [name, patterns] of chosen) {
  console.log(`\n== ${name}`);
  const counts = join(folder, 'counts.json');
  const status = await mocha(counts, patterns);
  const counted = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : { passes: 0, failures: 0 };
  rmSync(counts, { force: true });
  total.passes += counted.passes;
  total.failures += counted.failures;
  if (status !== 0 || counted.passes === 0) {
    broken = true;
    if (counted.failures === 0) console.error(`${name}: the run ended with ${status} after ${counted.passes} tests.`);
  }
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${total.passes} passed, ${total.failures} failed`);
process.exit(broken || total.failures > 0 || total.passes === 0 ? 1 : 0);
