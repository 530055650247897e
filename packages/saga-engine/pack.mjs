// `npm pack` here gives a package that works in an empty project: before it, dist gets a copy of what the engine uses of other
// workspaces, which are not published, and package.json the dependencies of that; after it, both are as they were.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const [dist, built] = [join(here, 'dist'), join(here, 'dist.built')];
const [manifest, kept] = [join(here, 'package.json'), join(here, 'package.json.kept')];
const root = join(here, '../..');

/** Puts dist and package.json back, also after a pack that was broken off. */
function restore() {
  if (existsSync(built)) {
    rmSync(dist, { recursive: true, force: true });
    renameSync(built, dist);
  }
  if (existsSync(kept)) renameSync(kept, manifest);
}

const SPECIFIER = /((?<![.\w])(?:from\s*|import\s*\(?\s*))(['"])([^'"\n]+)\2/g;
const isCode = (file) => file.endsWith('.js') || file.endsWith('.d.ts');

/** Where the built code of a workspace is, `common` for example. */
const distOf = (workspace) => join(root, workspace, 'dist');

/** Copies the code at `from` to `to`, with what it imports of other workspaces; notes which packages it needs. */
function copy(from, to, workspace, needed, seen) {
  if (seen.has(to)) return;
  seen.add(to);
  /** Brings a module of a workspace along; how it is imported from here. */
  const bring = (name, path) => {
    const target = join(dist, name, path);
    for (const kind of ['.js', '.d.ts']) {
      const source = join(distOf(name), path) + kind;
      if (existsSync(source)) copy(source, target + kind, name, needed, seen);
    }
    const specifier = relative(dirname(to), target);
    return `${specifier.startsWith('.') ? specifier : `./${specifier}`}.js`;
  };
  const text = readFileSync(from, 'utf8').replace(SPECIFIER, (all, head, quote, name) => {
    const [, other, path] = /^@shop\/([\w-]+)\/(.+)$/.exec(name) ?? [];
    if (other) return head + quote + bring(other, path) + quote;
    if (workspace && name.startsWith('.')) {
      const source = resolve(dirname(from), name).replace(/\.js$/, '');
      return head + quote + bring(workspace, relative(distOf(workspace), source)) + quote;
    }
    if (!name.startsWith('.') && !name.startsWith('node:'))
      needed.add(name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
    return all;
  });
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, text.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
}

function prepare() {
  renameSync(dist, built);
  cpSync(manifest, kept);
  const [needed, seen] = [new Set(), new Set()];
  for (const file of readdirSync(built, { recursive: true }))
    if (isCode(file)) copy(join(built, file), join(dist, file), undefined, needed, seen);
  const own = JSON.parse(readFileSync(manifest, 'utf8'));
  const manifestOf = (workspace) =>
    JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8')).dependencies;
  const versions = { ...manifestOf('protos'), ...manifestOf('common'), ...own.dependencies };
  const dependencies = {};
  for (const name of [...needed].sort()) {
    if (!versions[name]) throw new Error(`The engine uses ${name}, which no package.json of its workspaces has.`);
    dependencies[name] = versions[name];
  }
  const { devDependencies: _tests, scripts: _scripts, private: _private, ...rest } = own;
  const packed = JSON.stringify({ ...rest, dependencies }, null, 2);
  writeFileSync(manifest, `${packed}\n`);
}

restore();
if (process.argv[2] === 'before') {
  try {
    prepare();
  } catch (error) {
    restore();
    throw error;
  }
}
