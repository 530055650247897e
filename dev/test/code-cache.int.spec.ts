import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { run } from '../src/commands.js';
import { launcherFolder } from '../src/root.js';
import { temporaryFolders } from './support/stacks.js';

describe('machine code kept between runs', () => {
  const folder = temporaryFolders();

  const bundle = () => {
    const root = folder();
    const path = join(root, 'main.cjs');
    const cache = join(root, 'compiled');
    return {
      path,
      write: (word: string) =>
        writeFileSync(path, `console.log(${JSON.stringify(word)}, __filename === module.filename);`),
      start: () =>
        run(process.execPath, ['--require', join(launcherFolder, 'code-cache.cjs'), path], {
          env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: cache },
        }),
      kept: () => readdirSync(cache).map((name) => ({ path: join(cache, name), ...statSync(join(cache, name)) })),
    };
  };

  it('is written once and taken from then on', async () => {
    const { write, start, kept } = bundle();
    write('one');
    expect((await start()).output).to.equal('one true\n');
    const [first] = kept();
    expect((await start()).output).to.equal('one true\n');
    expect(kept().map(({ ino }) => ino)).to.deep.equal([first!.ino]);
  });

  it('is not that of another bundle of the same length, and only the last bundle’s stays', async () => {
    const { path, write, start, kept } = bundle();
    write('one');
    await start();
    write('two');
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect((await start()).output).to.equal('two true\n');
    expect(kept()).to.have.length(1);
  });

  it('is written anew when it cannot be read', async () => {
    const { write, start, kept } = bundle();
    write('one');
    await start();
    writeFileSync(kept()[0]!.path, 'torn');
    expect((await start()).output).to.equal('one true\n');
    expect(kept()[0]!.size).to.be.greaterThan(100);
  });
});
