import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '@shop/dev/root';
import { expect } from 'chai';

const execute = promisify(execFile);
const LEFT_BEHIND = new Set(['.git', '.data', '.cache']);

/** All that a command prints. Rejects with all of it when it fails. */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  const running = execute(command, args, { cwd, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 });
  // it is asked for nothing: a prompt would meet the end of its input
  running.child.stdin?.end();
  try {
    const { stdout, stderr } = await running;
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message.split('\n')[0]}\n${stdout.slice(-6000)}\n${stderr.slice(-3000)}`, { cause: error });
  }
}

const NEW_STEP = ['npm', 'run', '--silent', 'new', 'step'] as const;

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
    [['step', 'reserve-stock', '--after', 'create-order'], /place-order has a step reserve-stock already/],
    [['step', 'check-fraud', '--after', 'confirm-order'], /after one of create-order, reserve-stock/],
    [
      ['step', 'check-fraud', '--after', 'reserve-stock', '--participant', 'bank'],
      /take one of orders, stock, payments/,
    ],
    [['step', 'check-fraud', '--after', 'reserve-stock', '--label', 'Look for fraud'], /Write -- --label TEXT/],
    [['sercive', 'gift-card'], /npm run new service NAME/],
  ] as const)
    it(`refuses ${args.join(' ')}, changes nothing, and says what it takes`, async () => {
      const error = await run(copy, 'npm', 'run', '--silent', 'new', ...args).catch(String);
      expect(error).to.match(message);
      expect(await run(copy, 'git', 'ls-files', '--modified', '--others', '--exclude-standard')).to.equal('');
    });

  it('makes a service and a step', async () => {
    const service = await run(copy, 'npm', 'run', '--silent', 'new', 'service', 'gift-card');
    expect(service).to.contain('gift-card-service on 3006 and 50055');
    const told = ['--label', 'Look for fraud', '--label-ko', '사기 확인'];
    const step = await run(copy, ...NEW_STEP, 'check-fraud', '--', '--after', 'reserve-stock', ...told);
    expect(step).to.contain('order-service and place-order version 2');
  });

  it('makes a step of another participant, also when npm takes the options for its own', async () => {
    const options = ['--after', 'check-fraud', '--participant', 'payments'];
    const step = await run(copy, ...NEW_STEP, 'score-risk', ...options);
    expect(step).to.contain('payment-service and place-order version 3');
  });

  it('makes them so that they pass npm run check', () => run(copy, 'npm', 'run', '--silent', 'check'));

  it('makes tests that pass, and files that fit the topology', async () => {
    const specs = [
      'gift-card-service/test/**/*.spec.ts',
      'order-service/test/use-cases/check-fraud.int.spec.ts',
      'payment-service/test/use-cases/score-risk.int.spec.ts',
      'saga-orchestrator/test/sagas/*.spec.ts',
      'topology/test/*.spec.ts',
      'tests/deploy/*.unit.spec.ts',
      'dev/test/*.unit.spec.ts',
    ];
    const told = await run(copy, process.execPath, 'tests/run.mjs', ...specs);
    expect(told).to.match(/passed, 0 failed/);
    for (const title of [
      'gift card over REST',
      'shop.v1.GiftCard',
      'the step check-fraud behind the barrier',
      'the step score-risk behind the barrier',
    ])
      expect(told).to.contain(title);
  });

  it('makes a shop that runs: orders pass the step, the service is there', async () => {
    const spec = 'tests/e2e/generated.e2e.spec.ts';
    await cp(join(root, 'tests/generators/fixtures/generated.ts.txt'), join(copy, spec));
    expect(await run(copy, process.execPath, 'tests/run.mjs', spec)).to.contain('3 passed, 0 failed');
  });
});
