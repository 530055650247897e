import { expect } from 'chai';
import { sharedShop } from '../support/shared-shop.js';
import { startShop, type Shop } from '../support/shop.js';
import { here, run } from './commands.js';
import { markdownFiles, read } from './markdown-files.js';

const labs = markdownFiles()
  .filter((file) => /^docs\/labs\/\d\d-[^.]+\.md$/.test(file))
  .sort();
/** Labs that need Docker: their commands are in `console` blocks and are not run. */
const notRun = ['docs/labs/06-containers.md'];

interface Block {
  readonly command: string;
  /** The output that the lab shows: `…` stands for any text, and on its own line for any lines. */
  readonly shown: string | undefined;
}

/** The bash blocks of a lab, each with the text block that directly follows it. */
const blocksOf = (file: string): Block[] =>
  [...read(file).matchAll(/^```bash\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```)?/gm)].map(([, command, shown]) => ({
    command: command!,
    shown,
  }));

function pattern(shown: string): RegExp {
  const lines = shown
    .trimEnd()
    .split('\n')
    .map((line) => (line === '…' ? '(?:.*\\n)*?' : `${escape(line)}\\r?\\n`));
  return new RegExp(`^${lines.join('')}$`);
}
const escape = (line: string) => line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*');

describe('the labs', function () {
  this.timeout(270_000);
  let own: Shop | undefined;
  afterEach(async () => {
    await own?.stop();
    own = undefined;
  });

  /** A shop started with the replicas and variables that the lab names, or else the shared one. */
  async function shopFor(file: string): Promise<Shop> {
    const [, variables, name, count] = /^(.*)npm start -- --replicas (\S+)=(\d)$/m.exec(read(file)) ?? [];
    if (variables === undefined || name === undefined) return sharedShop();
    const env = Object.fromEntries(
      variables
        .trim()
        .split(' ')
        .map((each) => each.split('=')),
    );
    return (own = await startShop({ replicas: { [name]: Number(count) }, env: { RATE_LIMIT: 'on', ...env } }));
  }

  it('are eight in number', () => expect(labs).to.have.length(8));

  for (const file of labs)
    it(`${file} has the same commands and output in Korean`, () => {
      const fenced = (each: string) => read(each).match(/^```[\s\S]*?^```/gm);
      expect(fenced(file.replace('.md', '.ko.md'))).to.deep.equal(fenced(file));
    });

  for (const file of labs.filter((each) => !notRun.includes(each)))
    it(`${file}: each command works and prints the output shown`, async () => {
      const blocks = blocksOf(file);
      expect(blocks).to.have.length.above(4);
      const shop = await shopFor(file);
      const printed = await run(
        blocks.map(({ command }) => here(command, shop)),
        { SHOP: shop.url },
      );
      for (const [index, { command, shown }] of blocks.entries())
        if (shown) expect(`${printed[index]!.trimEnd()}\n`, command).to.match(pattern(here(shown, shop)));
    });

  for (const file of notRun)
    it(`${file}: has only console blocks, since it needs Docker`, () => {
      expect(blocksOf(file)).to.deep.equal([]);
      expect(read(file)).to.include('```console');
    });
});
