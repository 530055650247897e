// `npm pack` here gives a package that works in an empty project: before it, dist gets a copy of what the engine uses of
// common, whose workspace is not published, and package.json the dependencies of that; after it, both are as they were.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const [dist, built] = [join(here, 'dist'), join(here, 'dist.built')];
const [manifest, kept] = [join(here, 'package.json'), join(here, 'package.json.kept')];
const common = join(here, '../../common');

/** Puts dist and package.json back, also after a pack that was broken off. */
function restore() {
  if (existsSync(built)) {
    rmSync(dist, { recursive: true, force: true });
    renameSync(built, dist);
  }
  if (existsSync(kept)) renameSync(kept, manifest);
}

const SPECIFIER = /((?:from|import)\s*\(?\s*)(['"])([^'"\n]+)\2/g;
const isCode = (file) => file.endsWith('.js') || file.endsWith('.d.ts');

/** Copies the code at `from` to `to`, with what it imports of common; notes which packages it needs. */
function copy(from, to, needed, seen) {
  if (seen.has(to)) return;
  seen.add(to);
  const bring = (source) => {
    const target = join(dist, 'common', relative(join(common, 'dist'), source));
    for (const kind of ['.js', '.d.ts'])
      if (existsSync(source + kind)) copy(source + kind, target + kind, needed, seen);
    const path = relative(dirname(to), target);
    return `${path.startsWith('.') ? path : `./${path}`}.js`;
  };
  const text = readFileSync(from, 'utf8').replace(SPECIFIER, (all, head, quote, name) => {
    const inCommon = from.startsWith(common);
    if (name.startsWith('@shop/common/')) return head + quote + bring(join(common, 'dist', name.slice(13))) + quote;
    if (inCommon && name.startsWith('.'))
      return head + quote + bring(resolve(dirname(from), name).replace(/\.js$/, '')) + quote;
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
    if (isCode(file)) copy(join(built, file), join(dist, file), needed, seen);
  const own = JSON.parse(readFileSync(manifest, 'utf8'));
  const versions = {
    ...JSON.parse(readFileSync(join(common, 'package.json'), 'utf8')).dependencies,
    ...own.dependencies,
  };
  const dependencies = {};
  for (const name of [...needed].sort()) {
    if (!versions[name]) throw new Error(`The engine uses ${name}, which neither its package.json nor common's has.`);
    dependencies[name] = versions[name];
  }
  const { devDependencies: _tests, scripts: _scripts, private: _private, ...rest } = own;
  writeFileSync(manifest, `${JSON.stringify({ ...rest, dependencies }, null, 2)}\n`);
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
