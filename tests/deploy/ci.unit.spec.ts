import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@shop/dev/root';
import { workspaces } from '@shop/topology/processes';
import { expect } from 'chai';
import { parse } from 'yaml';
import { alone, beforeCommit, fileOf, forCi, forNight, runsWith } from '../legs.mjs';
import { textOf } from './compose.js';

describe('GitHub Actions and the dev container', () => {
  it('run .ci/run on every Node version that the READMEs name, with read permission only', () => {
    const { permissions, jobs } = parse(textOf('.github/workflows/ci.yml')) as {
      permissions: unknown;
      jobs: {
        test: { strategy: { matrix: { node: string[] } }; steps: { run?: string; uses?: string; with?: object }[] };
      };
    };
    const { strategy, steps } = jobs.test;
    const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } };
    const { node } = strategy.matrix;
    expect(engines.node).to.equal(`>=${node[0]}`);
    expect(textOf('README.md')).to.contain(`tested on Node.js ${node.slice(0, -1).join(', ')} and ${node.at(-1)}`);
    expect(textOf('README.ko.md')).to.contain(`Node.js ${node.join(', ')}에서 테스트`);
    expect(textOf('.ci/run')).to.match(/^lts=(22|24|26)$/m);
    expect(steps.at(-1)).to.deep.equal({ run: '.ci/run' });
    expect(steps.find(({ uses }) => uses?.startsWith('actions/setup-node'))?.with).to.include({
      'node-version': '${{ matrix.node }}',
    });
    expect(permissions).to.deep.equal({ contents: 'read' });
    accessSync(join(root, '.ci/run'), constants.X_OK);
  });

  it('and everything else that names the oldest version of Node has that of package.json', () => {
    const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } };
    const oldest = engines.node.slice('>='.length);
    const [major, minor] = oldest.split('.');
    for (const [file, text] of [
      ['packages/saga-engine/package.json', `"node": ">=${oldest}"`],
      ['dev/start.mjs', `major < ${major} || (major === ${major} && minor < ${minor})`],
      ['dev/start.mjs', `Node ${oldest} or newer`],
      ['dev/bundle.mjs', `'node${oldest}'`],
      ['tests/support/releases.ts', `'node${oldest}'`],
      ['package.json', `"@types/node": "${oldest}.`],
      ['README.md', `Node.js ${oldest} or newer`],
      ['README.ko.md', `Node.js ${oldest} 이상`],
      ['docs/troubleshooting.md', `Node ${oldest} or newer`],
      ['docs/troubleshooting.ko.md', `Node ${oldest} or newer`],
    ] as const)
      expect(textOf(file), file).to.contain(text);
  });

  it('run every test at night, with read permission only', () => {
    const { permissions, jobs } = parse(textOf('.github/workflows/nightly.yml')) as {
      permissions: unknown;
      jobs: { full: { steps: { run?: string; env?: object }[] } };
    };
    expect(jobs.full.steps.at(-1)).to.deep.equal({ run: 'npm test', env: { MATRIX: 'full' } });
    expect(permissions).to.deep.equal({ contents: 'read' });
  });

  it('split the specs as legs.mjs says: npm test leaves some to CI, CI some to the night, and the night runs all', () => {
    const all = [...workspaces, 'dev', 'testkit', 'tests'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    );
    const specs = (kind: string) =>
      all.filter((file) => file.endsWith(`.${kind}.spec.ts`) && !file.includes('node_modules'));
    const whole = specs('e2e');
    const single = specs('int');
    const files = (list: readonly string[]) => list.map(fileOf);
    const runs = (of: string[], matrix?: string) => of.filter((file) => runsWith(file, matrix));
    for (const each of [whole, single]) {
      expect(runs(each, 'full')).to.deep.equal(each);
      expect(each.filter((file) => !runs(each, 'usual').includes(file))).to.have.members(
        files(forNight).filter((file) => each.includes(file)),
      );
    }
    expect(runs(whole)).to.have.members(files(beforeCommit));
    expect(single.filter((file) => !runs(single).includes(file))).to.have.members(files(forCi));
    expect(whole).to.include.members(files([...alone, ...forNight]));
  });

  it('run only npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...textOf('.ci/run').matchAll(/npm run --silent (\S+)/g)].map(([, name]) => name!);
    expect(named).to.have.length.above(0);
    expect(scripts).to.include.keys('test', ...named);
  });

  it('prepare the checkout and forward the port of the gateway in the dev container', () => {
    const container = JSON.parse(textOf('.devcontainer/devcontainer.json')) as Record<string, unknown>;
    expect(container).to.include({ postCreateCommand: 'node dev/start.mjs prepare', remoteUser: 'node' });
    expect(container['forwardPorts']).to.deep.equal([3000]);
    expect(container['image']).to.match(/javascript-node:2[024]-/);
  });

  it('have the documents that GitHub looks for', () => {
    for (const file of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'])
      expect(existsSync(join(root, file)), file).to.equal(true);
    const { license, version } = JSON.parse(textOf('package.json')) as Record<string, string>;
    expect(textOf('LICENSE')).to.match(new RegExp(`^${license} License`));
    expect(textOf('CHANGELOG.md')).to.contain(`## ${version}`);
  });
});
