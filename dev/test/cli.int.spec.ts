import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { run } from '../dist/commands.js';
import { freePortBase } from '../dist/ports.js';
import { answersPing } from '../dist/ready.js';
import { temporaryFolders, until } from './support/stacks.js';
import { standInStore } from './support/stand-ins.js';

const cli = fileURLToPath(new URL('./support/cli.ts', import.meta.url));

describe('npm start', () => {
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

  describe('infra', () => {
    const folder = temporaryFolders();

    it('runs only Redis and the store, until it is stopped', async () => {
      const [portBase, dataDir] = [await freePortBase(), folder()];
      const args = ['--import', 'tsx', cli, 'infra', '--port-base', String(portBase), '--data', dataDir];
      const child = spawn(process.execPath, args, {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...standInStore },
      });
      const lines: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
      try {
        await until(
          () => lines.includes(`MONGODB_URI=mongodb://127.0.0.1:${portBase + 27}`),
          'the addresses are printed',
        );
        expect(lines).to.include(`REDIS_URL=redis://127.0.0.1:${portBase + 79}`);
        expect(await answersPing(portBase + 79)).to.equal(true);
      } finally {
        child.kill('SIGINT');
      }
      expect(await once(child, 'exit')).to.deep.equal([0, null]);
      expect(await answersPing(portBase + 79)).to.equal(false);
    });
  });
});
