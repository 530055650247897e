import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaces } from '@shop/topology/processes';
import { expect } from 'chai';
import { run } from '../dist/commands.js';
import { temporaryFolders } from './support/stacks.js';

const launcher = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = [...workspaces, 'dev'];

/** Creates the output of `tsc -b --checkers 1`: a dist in each package, and a launcher that prints its arguments; BROKEN makes it fail. */
const compiler = `#!/usr/bin/env node
const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
if (existsSync('BROKEN')) { console.log('src/app.ts(1,1): error TS1005'); process.exit(2); }
for (const folder of process.argv.slice(5)) mkdirSync(folder + '/dist', { recursive: true });
writeFileSync('dev/dist/cli.js', 'export const main = (args) => console.log("launched", ...args);');
`;

describe('npm start on a bare checkout', () => {
  const folder = temporaryFolders();

  /** A checkout with the launcher's plain JavaScript, whose one dependency is a compiler in the checkout itself. */
  const checkout = () => {
    const root = folder();
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    for (const name of packages) write(`${name}/src/app.ts`, '');
    for (const name of ['dev/start.mjs', 'dev/prepare.mjs', 'dev/lock.mjs', 'topology/src/processes.mjs'])
      copyFileSync(join(launcher, '..', name), join(root, name));
    const devDependencies = { typescript: 'file:compiler' };
    const typescript = { name: 'typescript', version: '1.0.0' };
    write('package.json', JSON.stringify({ name: 'shop', version: '1.0.0', type: 'module', devDependencies }));
    write('compiler/package.json', JSON.stringify(typescript));
    write('compiler/bin/tsc', compiler);
    write('dev/bundle.mjs', 'console.log("bundled");');
    write(
      'package-lock.json',
      JSON.stringify({
        name: 'shop',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'shop', version: '1.0.0', devDependencies },
          compiler: { ...typescript, dev: true },
          'node_modules/typescript': { resolved: 'compiler', link: true },
        },
      }),
    );
    const launch = (env: Record<string, string>, ...args: string[]) =>
      run(process.execPath, [join(root, 'dev', 'start.mjs'), ...args], {
        env: { ...process.env, ...env },
        timeoutMs: 50_000,
      });
    return {
      root,
      write,
      start: (...args: string[]) => launch({}, ...args),
      launch,
    };
  };

  it('installs and builds the first time only', async () => {
    const { start } = checkout();
    const first = await start('--port-base', '4000');
    expect(first.output).to.match(/Installing dependencies[^]*Building[^]*bundled[^]*launched --port-base 4000/);
    expect(first.code).to.equal(0);
    expect((await start()).output).to.equal('launched\n');
  });

  it('builds again after a source changed, and installs again when node_modules is gone', async () => {
    const { start, write, root } = checkout();
    await start();
    write('gateway/src/new.ts', '');
    expect((await start()).output)
      .to.contain('Building')
      .and.not.contain('Installing');
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect((await start()).output).to.contain('Installing');
  });

  it('bundles outside development only', async () => {
    const { start } = checkout();
    expect((await start('dev')).output)
      .to.contain('Built')
      .and.not.contain('bundled');
    expect((await start('dev')).output).to.equal('launched dev\n');
    expect((await start()).output).to.contain('bundled');
    expect((await start()).output).to.equal('launched\n');
  });

  it('installs once when it is run twice at the same time', async () => {
    const { start } = checkout();
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ code }) => code)).to.deep.equal([0, 0]);
    expect(both.filter(({ output }) => output.includes('Installing'))).to.have.length(1);
  });

  it('installs what the build needs even with NODE_ENV=production or npm’s omit', async () => {
    const { launch, start } = checkout();
    const { code, output } = await launch({ NODE_ENV: 'production', npm_config_omit: 'dev' });
    expect(output).to.match(/Building[^]*launched/);
    expect(code).to.equal(0);
    expect((await start()).output).to.equal('launched\n');
  });

  it('reinstalls what npm has removed since', async () => {
    const { launch, start, root } = checkout();
    await start();
    const pruned = await run('npm', ['prune', '--omit=dev', '--no-audit', '--no-fund'], { cwd: root });
    expect(pruned.code).to.equal(0);
    expect(existsSync(join(root, 'node_modules', 'typescript'))).to.equal(false);
    expect((await launch({ NODE_ENV: 'production' })).output).to.match(/Installing[^]*launched/);
  });

  it('reinstalls after its own npm was interrupted', async () => {
    const { launch, start, write, root } = checkout();
    await start();
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    write('package-lock.json', `${lock}\n`);
    rmSync(join(root, 'node_modules', 'typescript'));
    write('npm.js', 'process.exit(1);');
    expect(await launch({ npm_execpath: join(root, 'npm.js') })).to.have.property('code', 1);
    write('package-lock.json', lock);
    write('gateway/src/new.ts', '');
    expect((await start()).output).to.match(/Installing[^]*Building[^]*launched/);
  });

  it('exits with a sentence when the build fails, and builds when it is fixed', async () => {
    const { start, write, root } = checkout();
    write('BROKEN', '');
    const { code, output } = await start();
    expect(code).to.equal(1);
    expect(output).to.match(/TS1005[^]*The build failed: fix the errors above/);
    rmSync(join(root, 'BROKEN'));
    expect((await start()).output)
      .to.contain('launched')
      .and.not.contain('Installing');
  });

  it('exits with a sentence when npm ci fails', async () => {
    const { start, write } = checkout();
    write(
      'package.json',
      // a package of this folder: npm does not contact a registry for it
      JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { 'not-in-the-lock': 'file:missing' } }),
    );
    const { code, output } = await start();
    expect(code).to.equal(1);
    expect(output).to.contain('npm ci failed (its message is above)');
  });
});
