import { execFile } from 'node:child_process';
import { expect } from 'chai';
import { startShop, type Shop } from '../support/shop.js';
import { markdownFiles, read, root } from './markdown-files.js';

const labs = markdownFiles()
  .filter((file) => /^docs\/labs\/\d\d-[^.]+\.md$/.test(file))
  .sort();
/** Needs Docker: its commands are marked `console` and not run. */
const unrun = ['docs/labs/06-containers.md'];

interface Block {
  readonly command: string;
  /** What is shown below it; `…` stands for anything, a line of its own for any lines. */
  readonly shown: string | undefined;
}

/** The bash blocks of a lab, each with the text block that comes right after it. */
const blocksOf = (file: string): Block[] =>
  [...read(file).matchAll(/^```bash\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```)?/gm)].map(([, command, shown]) => ({
    command: command!,
    shown,
  }));

/** Commands and output for the default ports and folder, as for this stack. */
function here(text: string, { stack, dataDir }: Shop): string {
  const names = [
    'gateway',
    'user-service',
    'order-service',
    'payment-service',
    'saga-orchestrator',
    'payment-provider',
  ];
  const ports = new Map<string, string>([
    ['3027', new URL(stack.urls['store']!).port],
    ['3079', new URL(stack.urls['redis']!).port],
  ]);
  names.forEach((name, index) => {
    ports.set(`${3000 + index}`, `${stack.ports[name]!.rest}`);
    if (stack.ports[name]!.grpc) ports.set(`${50050 + index}`, `${stack.ports[name]!.grpc}`);
  });
  return text
    .replace(/\b(30(?:0[0-5]|27|79)|5005[1-4])\b/g, (port) => ports.get(port)!)
    .replace(/\.data\//g, `${dataDir}/`);
}

/** Runs blocks in one bash; answers what each printed. Rejects with all output when a command fails. */
function run(commands: string[], env: Record<string, string>): Promise<string[]> {
  const script = commands.map((command) => `${command}\nprintf '\\n@@@\\n'`).join('\n');
  return new Promise((resolve, reject) => {
    const options = { cwd: root, timeout: 90_000, env: { PATH: process.env['PATH'], ...env } };
    execFile('bash', ['--norc', '-eo', 'pipefail', '-c', script], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message.split('\n')[0]}\n${stdout}\n${stderr}`.slice(-4000)));
      else resolve(stdout.split('\n@@@\n').slice(0, -1));
    });
  });
}

function pattern(shown: string): RegExp {
  const lines = shown
    .trimEnd()
    .split('\n')
    .map((line) => (line === '…' ? '(?:.*\\n)*?' : `${escape(line)}\\r?\\n`));
  return new RegExp(`^${lines.join('')}$`);
}
const escape = (line: string) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*');

describe('the labs', function () {
  this.timeout(120_000);
  let shop: Shop;
  before(async () => {
    shop = await startShop({ env: { FAULT_INJECTION: 'on' } });
  });
  after(() => shop?.stop());

  it('are seven', () => expect(labs).to.have.length(7));

  for (const file of labs.filter((each) => !unrun.includes(each)))
    it(`${file}: each command works and prints what is shown`, async () => {
      const blocks = blocksOf(file);
      expect(blocks).to.have.length.above(4);
      const printed = await run(
        blocks.map(({ command }) => here(command, shop)),
        { SHOP: shop.url },
      );
      for (const [index, { command, shown }] of blocks.entries())
        if (shown) expect(`${printed[index]!.trimEnd()}\n`, command).to.match(pattern(here(shown, shop)));
    });

  for (const file of unrun)
    it(`${file} is not run: it needs Docker`, () => {
      expect(blocksOf(file)).to.deep.equal([]);
      expect(read(file)).to.include('```console');
    });
});
