import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
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

/** What the sources and tests of a folder import, with the importing file. */
function importsOf(folder: string): { readonly file: string; readonly from: string }[] {
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?ts$|\.mjs$/.test(file) && !/(^|\/)(node_modules|dist|generated)\//.test(file))
    .flatMap((file) =>
      [...readFileSync(`${root}/${folder}/${file}`, 'utf8').matchAll(/(?:\bfrom|\bimport\() ?'([^']+)'/g)].map(
        ([, from]) => ({ file: `${folder}/${file}`, from: from! }),
      ),
    );
}

/** The packages of this repository that a folder's sources and tests import. */
const importedBy = (folder: string): string[] =>
  [...new Set(importsOf(folder).map(({ from }) => /^(@shop\/)?[\w-]+/.exec(from)?.[0] ?? ''))].filter((name) =>
    ours.includes(name),
  );

// knip takes each package of the repository for declared, because the root's node_modules links them all
describe('the packages of this repository', () => {
  for (const folder of folders)
    it(`that ${folder} imports are among its dependencies`, () => {
      const { name, dependencies = {}, devDependencies = {} } = manifestOf(folder);
      const declared = Object.keys({ ...dependencies, ...devDependencies });
      expect(importedBy(folder).filter((each) => each !== name && !declared.includes(each))).to.deep.equal([]);
    });

  for (const folder of [...workspaces, 'dev', 'testkit'])
    it(`that ${folder} shares with other packages' tests are in the testkit`, () => {
      const outside = importsOf(folder).filter(
        ({ file, from }) =>
          file.endsWith('.ts') &&
          from.startsWith('.') &&
          !normalize(join(dirname(file), from)).startsWith(`${folder}/`),
      );
      expect(outside).to.deep.equal([]);
    });
});
