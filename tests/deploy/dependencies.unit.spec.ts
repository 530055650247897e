import { readdirSync, readFileSync } from 'node:fs';
import { root } from '@shop/dev/root';
import { workspaces } from '@shop/topology/processes';
import { expect } from 'chai';

interface Manifest {
  readonly name: string;
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

const folders = [...workspaces, 'dev', 'testkit', 'tests', 'bench'];
const manifestOf = (folder: string) => JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8')) as Manifest;
const ours = folders.map((folder) => manifestOf(folder).name);

/** The packages of this repository that a folder's sources and tests import. */
function importedBy(folder: string): string[] {
  const texts = readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?ts$|\.mjs$/.test(file) && !/(^|\/)(node_modules|dist|generated)\//.test(file))
    .map((file) => readFileSync(`${root}/${folder}/${file}`, 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/(?:\bfrom|\bimport\() ?'((?:@shop\/)?[\w-]+)/g)]);
  return [...new Set(found.map(([, name]) => name!))].filter((name) => ours.includes(name));
}

// knip takes each package of the repository for declared, because the root's node_modules links them all
describe('the packages of this repository', () => {
  for (const folder of folders)
    it(`that ${folder} imports are among its dependencies`, () => {
      const { name, dependencies = {}, devDependencies = {} } = manifestOf(folder);
      const declared = Object.keys({ ...dependencies, ...devDependencies });
      expect(importedBy(folder).filter((each) => each !== name && !declared.includes(each))).to.deep.equal([]);
    });
});
