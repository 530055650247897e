import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { blocksOf, carryOut } from '../generators/carried-out.js';
import { root } from './markdown-files.js';

const read = (file: string) => readFileSync(join(root, 'docs', file), 'utf8');
const english = read('adding-a-saga.md');
/** Not linked from the checkout into the folder in which the document is followed. */
const OWN = new Set(['.git', 'examples']);

describe('docs/adding-a-saga.md', function () {
  this.timeout(240_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adding-a-saga-'));
    for (const name of await readdir(root)) if (!OWN.has(name)) await symlink(join(root, name), join(folder, name));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('gives, followed literally, a saga whose tests pass, and the output that the document shows', async () => {
    let printed = '';
    for (const block of blocksOf(english))
      for (const command of carryOut(folder, block))
        printed += (await promisify(execFile)('bash', ['-c', command], { cwd: folder })).stdout;
    expect(printed).to.match(/4 passing/);
    const [, promised = 'nothing'] = /^```text\n([\s\S]*?)^```/m.exec(english) ?? [];
    expect(printed).to.contain(promised);
  });

  it('has the same blocks in Korean', () => {
    expect(blocksOf(read('adding-a-saga.ko.md'))).to.deep.equal(blocksOf(english));
  });
});
