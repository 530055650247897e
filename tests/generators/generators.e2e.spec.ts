import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '@shop/dev/root';
import { expect } from 'chai';
import { blocksOf, carryOut } from './carried-out.js';

const execute = promisify(execFile);
const LEFT_BEHIND = new Set(['.git', '.data', '.cache']);

/** Everything that a command prints. Rejects with that output when it fails. */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  const running = execute(command, args, { cwd, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 });
  // a prompt must fail at once instead of waiting for input
  running.child.stdin?.end();
  try {
    const { stdout, stderr } = await running;
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message.split('\n')[0]}\n${stdout.slice(-6000)}\n${stderr.slice(-3000)}`, { cause: error });
  }
}

/** Followed in this order, in one copy. */
const documents = ['adding-a-service', 'adding-a-step'];
/**
 * How many existing files each changes at most, beside those that a command writes again (decision 0149). The second document makes two
 * steps: one of order-service, and one of payment-service with its own proto, handlers, stores and parts.
 */
const MOST: Readonly<Record<string, number>> = { 'adding-a-service': 10, 'adding-a-step': 8 + 4 };
/** What npm install and npm run generate write. */
const WRITTEN = new RegExp(
  [
    '/generated/',
    '^tests/client/schema\\.ts$',
    '^package(-lock)?\\.json$',
    '^tsconfig\\.test\\.json$',
    '^deploy/observability/prometheus\\.yml$',
    '^docs/architecture\\.(ko\\.)?md$',
    '/\\.env\\.example$',
  ].join('|'),
);

describe('npm run new', function () {
  this.timeout(900_000);
  let copy: string;
  before(async () => {
    copy = await mkdtemp(join(tmpdir(), 'shop-generated-'));
    const all = (await readdir(root)).filter((name) => !LEFT_BEHIND.has(name));
    await run(root, 'cp', '--archive', ...all, copy);
    await run(copy, 'git', 'init', '--quiet');
    await run(copy, 'git', 'add', '--all');
  });
  after(() => copy && rm(copy, { recursive: true, force: true }));

  for (const [args, message] of [
    [['service', 'order'], /There is a order-service already/],
    [['service', 'Gift_Card'], /Gift_Card is no name/],
    [['service', 'stock'], /The contracts have a Stock already/],
    [['service', 'config'], /config is a database of MongoDB itself/],
    [['service', 'grafana'], /docker-compose\.yml has a grafana already/],
    [['step', 'reserve-stock', '--after', 'create-order'], /place-order has a step reserve-stock already/],
    [['step', 'delete', '--after', 'reserve-stock'], /delete is a word of JavaScript/],
    [['step', 'input', '--after', 'reserve-stock'], /the state has input already/],
    [['step', 'follow-up', '--after', 'reserve-stock'], /the state has followUp already/],
    [['step', 'to-string', '--after', 'reserve-stock'], /Every object of JavaScript has a toString/],
    [['service', 'constructor'], /Every object of JavaScript has a constructor/],
    [
      ['step', 'find-order', '--after', 'reserve-stock'],
      /order-service\/src\/use-cases\/find-order\.ts is there already/,
    ],
    [['step', 'place-order-v2', '--after', 'reserve-stock'], /definition place-order-v2 is there already/],
    [['step', 'starts', '--after', 'reserve-stock'], /order-service\/src\/data\/shop\.ts has a starts already/],
    [['step', 'check-fraud', '--after', 'confirm-order'], /after one of create-order, reserve-stock/],
    [
      ['step', 'check-fraud', '--after', 'reserve-stock', '--participant', 'bank'],
      /take one of orders, stock, payments/,
    ],
    [['step', 'check-fraud', '--after', 'reserve-stock', '--label', 'Look for fraud'], /Write -- --label TEXT/],
    [['sercive', 'gift-card'], /npm run new service NAME/],
  ] as const)
    it(`refuses ${args.join(' ')}, changes nothing, and says why`, async () => {
      const error = await run(copy, 'npm', 'run', '--silent', 'new', ...args).catch(String);
      expect(error).to.match(message);
      expect(await run(copy, 'git', 'ls-files', '--modified', '--others', '--exclude-standard')).to.equal('');
    });

  it('refuses a step where nothing is compiled yet, and changes nothing', async () => {
    const [there, away] = [join(copy, 'common/dist'), join(copy, 'common/.dist')];
    await rename(there, away);
    try {
      const asked = run(copy, 'npm', 'run', '--silent', 'new', 'step', 'check-fraud', '--', '--after', 'reserve-stock');
      expect(await asked.catch(String)).to.match(/Run npm run build first/);
      expect(
        await run(copy, 'git', 'ls-files', '--modified', '--others', '--exclude-standard', 'order-service'),
      ).to.equal('');
    } finally {
      await rename(away, there);
    }
  });

  const read = (document: string) => readFileSync(join(root, `docs/${document}.md`), 'utf8');
  for (const document of documents)
    it(`docs/${document}.md has the same blocks in Korean`, () =>
      expect(blocksOf(read(`${document}.ko`))).to.deep.equal(blocksOf(read(document))));

  for (const [index, document] of documents.entries())
    it(`docs/${document}.md: each block works, and the result passes its checks and tests`, async () => {
      // a command that a later document repeats, such as the whole check, runs once, there
      const later = documents.slice(index + 1).flatMap((each) => blocksOf(read(each)).map(({ text }) => text));
      await run(copy, 'git', 'add', '--all');
      for (const block of blocksOf(read(document)))
        for (const command of carryOut(copy, block).filter((each) => !later.some((text) => text.includes(each)))) {
          const printed = await run(copy, 'bash', '-c', command);
          if (command.startsWith('npm test')) expect(printed, command).to.match(/passed, 0 failed/);
        }
      const touched = (await run(copy, 'git', 'diff', '--name-only', '--no-renames')).trim().split('\n');
      const byHand = touched.filter((path) => !WRITTEN.test(path));
      expect(byHand, byHand.join(', ')).to.have.lengthOf.at.most(MOST[document]!);
    });

  it('generates a shop that runs: orders pass the step, the service is up, and npm run dev watches it', async () => {
    const spec = 'tests/e2e/generated.e2e.spec.ts';
    await cp(join(root, 'tests/generators/fixtures/generated.ts.txt'), join(copy, spec));
    expect(await run(copy, process.execPath, 'tests/run.mjs', spec)).to.contain('5 passed, 0 failed');
  });

  it('makes one service and one step more: names in another order, and a step of stock', async () => {
    await run(copy, 'npm', 'run', 'new', 'service', 'wish-list');
    const step = ['weigh-parcel', '--', '--after', 'create-order', '--participant', 'stock'];
    await run(copy, 'npm', 'run', 'new', 'step', ...step);
    const tested = await run(copy, process.execPath, 'tests/run.mjs', 'tests/deploy/compose.unit.spec.ts');
    expect(tested).to.contain(' passed, 0 failed');
  });
});
