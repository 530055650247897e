import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { run } from '../src/commands.js';

const cli = fileURLToPath(new URL('./support/cli.ts', import.meta.url));

describe('npm start', function () {
  this.timeout(20_000);
  const start = (...args: string[]) => run(process.execPath, ['--import', 'tsx', cli, ...args]);

  for (const [args, sentence] of [
    [['--prot-base', '4000'], "Unknown option '--prot-base': see npm start -- --help"],
    [['service', 'order'], 'order is no service to start: name one of gateway, user-service'],
    [['service', 'gateway', '--fast'], "Unknown option '--fast'"],
    [
      ['infra', '--data', '/dev/null/x'],
      '/dev/null/x cannot be written: give the stack another folder with --data DIR.',
    ],
  ] as const) {
    it(`answers ${args.join(' ')} with one sentence and a non-zero exit`, async () => {
      const { code, output } = await start(...args);
      expect(output.trim().split('\n')).to.have.length(1);
      expect(output).to.contain(sentence);
      expect(code).to.equal(1);
    });
  }

  it('shows its flags on --help', async () => {
    const { code, output } = await start('--help');
    expect(code).to.equal(0);
    for (const flag of ['--port-base', '--data', '--no-demo', '--replicas', '--fresh']) expect(output).to.contain(flag);
  });
});
