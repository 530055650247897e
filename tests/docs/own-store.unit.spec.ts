import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { workspaces } from '@shop/topology/processes';
import { read, root } from './markdown-files.js';

/** Code of a test that starts its own store although MONGODB_URI is set. */
const OWN = new RegExp(
  [
    'ownStore: true',
    // the model of a replica set
    '@shop/testkit/replica-set/(client|replica-set)',
    'onReplicaSet:',
    // the embedded store itself
    '@shop/mongo-lite/',
    // the launcher's own
    'standInStore',
  ].join('|'),
);
const specs = ['tests', 'testkit', 'dev', ...workspaces].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.spec.ts') && !file.includes('node_modules')),
);

describe('the tests that do not run on MONGODB_URI', () => {
  const table = read('CONTRIBUTING.md').split('## Tests with a store of their own\n')[1]!.split('\n## ')[0]!;
  const named = [...table.matchAll(/`((?:[\w-]+\/)+[\w-]+\.(?:e2e|int|unit))`/g)].map(([, name]) => `${name}.spec.ts`);

  it('are those that CONTRIBUTING.md lists', () => {
    const self = 'tests/docs/own-store.unit.spec.ts';
    const found = specs.filter((file) => file !== self && OWN.test(read(file)));
    expect([...named].sort()).to.deep.equal(found.sort());
  });

  it('are the only exceptions in the job of GitHub that runs npm test on a replica set of three', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml')) as {
      jobs: { mongodb: { env: { MEMBERS: string }; steps: { run?: string; env?: Record<string, string> }[] } };
    };
    expect(jobs.mongodb.steps.find(({ run }) => run === 'npm test')?.env).to.deep.equal({
      MONGODB_URI: `mongodb://${jobs.mongodb.env.MEMBERS}/?replicaSet=rs0`,
      MATRIX: 'usual',
    });
    expect(jobs.mongodb.env.MEMBERS.split(',')).to.have.length(3);
  });
});
