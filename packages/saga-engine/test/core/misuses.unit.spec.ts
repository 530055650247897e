import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

const here = import.meta.dirname;
const packageFile = createRequire(import.meta.url).resolve('typescript/package.json');
const compiler = join(dirname(packageFile), 'bin', 'tsc');

describe('the compiler', () => {
  it('refuses every misuse of a saga definition, and nothing else', () => {
    const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', join(here, 'misuses.tsconfig.json')], {
      encoding: 'utf8',
    });
    expect(stdout, 'a misuse compiles, or something that should compile does not').to.equal('');
    expect(status).to.equal(0);
  });
});
