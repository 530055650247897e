import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from '@shop/dev/root';
import { workspaces } from '@shop/topology/processes';
import { expect } from 'chai';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const folders = [...workspaces, 'dev', 'testkit', 'tests', 'bench'];
/** The folders whose imports the manifest of the whole repository declares. */
const ofRoot = ['deploy', 'docs', 'examples', 'generators'];
/** What scripts and configurations of the whole repository name and nothing imports. */
const tools = [
  '@swc/core',
  '@types/mocha',
  '@types/node',
  'dependency-cruiser',
  'knip',
  'oxlint',
  'oxlint-tsgolint',
  'plop',
  'prettier',
  'tsx',
  'typescript',
];

const manifestIn = (file: string) => JSON.parse(readFileSync(`${root}/${file}`, 'utf8')) as Manifest;
const manifestOf = (folder: string) => manifestIn(`${folder}/package.json`);
/** What a generated service declares. */
const template = manifestIn('generators/templates/service/package.json.hbs');
const declaredBy = ({ dependencies, devDependencies }: Manifest) => ({ ...dependencies, ...devDependencies });
const manifests = ['.', ...folders].map(manifestOf);
const everyPackage = new Set(manifests.flatMap((manifest) => Object.keys(declaredBy(manifest))));

/** What the sources and tests of a folder import, with the importing file; without `types` only what is there at run time. */
function importsOf(folder: string, { types = true } = {}): { readonly file: string; readonly from: string }[] {
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?ts$|\.mjs$/.test(file) && !/(^|\/)(node_modules|dist|generated)\//.test(file))
    .flatMap((file) =>
      [
        ...textOf(`${folder}/${file}`, types).matchAll(
          /(?:\bfrom |\bimport\(|^import |\bresolve\((?=.*\/package\.json'))'([^']+)'/gm,
        ),
      ].map(([, from]) => ({ file: `${folder}/${file}`, from: from! })),
    );
}

function textOf(file: string, types: boolean): string {
  const text = readFileSync(`${root}/${file}`, 'utf8');
  return types ? text : text.replace(/^(?:import|export) type [^;]*;/gm, '');
}

/** The package of an import; undefined for a file, or a module of Node. */
const packageOf = (from: string) => /^(@[\w-]+\/)?[a-z][\w.-]*(?=\/|$)/.exec(from)?.[0];

/** The packages that the folders import, and those with the types of one that has none itself. */
function importedBy(...some: string[]): string[] {
  const names = new Set(some.flatMap((folder) => importsOf(folder)).flatMap(({ from }) => packageOf(from) ?? []));
  const types = [...names].map((name) => `@types/${name.replace(/^@(.*)\//, '$1__')}`);
  return [...names, ...types.filter((name) => everyPackage.has(name))];
}

// a package that is not declared is found all the same: all are in the root's node_modules
describe('the packages', () => {
  for (const folder of folders)
    it(`that ${folder} imports are among its dependencies`, () => {
      const manifest = manifestOf(folder);
      const declared = [manifest.name, ...Object.keys(declaredBy(manifest))];
      expect(importedBy(folder).filter((each) => !declared.includes(each))).to.deep.equal([]);
    });

  for (const folder of workspaces)
    it(`that the sources of ${folder} import are no development dependencies, which images leave out`, () => {
      const { name, dependencies = {} } = manifestOf(folder);
      const needed = importsOf(folder, { types: false })
        .filter(({ file }) => file.startsWith(`${folder}/src/`))
        .flatMap(({ from }) => packageOf(from) ?? []);
      expect(needed.filter((each) => each !== name && !(each in dependencies))).to.deep.equal([]);
    });

  it('that the root declares are those that its own folders import, and its tools', () => {
    const wanted = new Set([...importedBy(...ofRoot), ...tools]);
    expect(Object.keys(declaredBy(manifestOf('.'))).toSorted()).to.deep.equal([...wanted].toSorted());
  });

  it('have one exact version each, whoever declares them', () => {
    const versions = new Map<string, Set<string>>();
    for (const [name, version] of [...manifests, template].flatMap((manifest) => Object.entries(declaredBy(manifest))))
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
    const other = [...versions].filter(([, each]) => each.size !== 1 || !/^\d+\.\d+\.\d+/.test([...each][0]!));
    expect(other.map(([name]) => name)).to.deep.equal([]);
  });

  it('are imported by tests as they are compiled, from sources that there are', () => {
    const wrong = [...folders, ...ofRoot]
      .flatMap((folder) => importsOf(folder))
      .filter(({ file, from }) => {
        const [, folder, part, name] = /^(.+)\/(src|dist)\/(.+)\.js$/.exec(normalize(join(dirname(file), from))) ?? [];
        if (
          !from.startsWith('.') ||
          file.startsWith(`${folder}/src/`) ||
          !existsSync(`${root}/${folder}/tsconfig.json`)
        )
          return false;
        // what was compiled of a source that is gone stays in dist
        return part === 'src' || !existsSync(`${root}/${folder}/src/${name}.ts`);
      });
    expect(wrong).to.deep.equal([]);
  });

  it('import from the tests of no other package, but for these', () => {
    const inTests = [...folders, ...ofRoot].flatMap((folder) =>
      importsOf(folder).flatMap(({ file, from }) => {
        const [path, owner] = /^(.+?)\/test\/.+/.exec(normalize(join(dirname(file), from))) ?? [];
        return path && owner && from.startsWith('.') && !file.startsWith(`${owner}/`) ? [`${file} of ${owner}`] : [];
      }),
    );
    expect([...new Set(inTests)]).to.have.members([
      // measures that service's commands, with its scripted peers
      'bench/one-product.ts of order-service',
      // runs what tests the engine on another business
      'tests/examples/trip.unit.spec.ts of packages/saga-engine',
    ]);
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
