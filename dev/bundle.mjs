// Bundles each process into one file beside its compiled entry: dist/main.js becomes dist/main.cjs, which `npm start`, the tests and the
// images run. Without a bundle, Node spends most of a start on finding and reading 1,100 to 1,600 modules one by one.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processes, store, workspaces } from '../topology/src/processes.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** The bundle (without .cjs) and the compiled entry of each process. */
const bundles = Object.fromEntries(
  [...Object.values(processes), store].map(({ folder }) => [`${folder}/dist/main`, `${folder}/dist/main.js`]),
);
const stamp = join(root, 'node_modules', '.shop-bundle');
/** Left out of the bundles: native code, packages that read files beside themselves, and large ones loaded only when configured. */
const apart = [
  '@grpc/proto-loader',
  '@grpc/reflection',
  'grpc-health-check',
  '@node-rs/argon2',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/sdk-trace-node',
  'lmdb',
  'msgpackr-extract',
  'stripe',
];

/** Bundles every process, unless its inputs have not changed since the last time. Throws when a process does not bundle. */
async function bundle() {
  const wanted = fingerprint();
  const there = Object.keys(bundles).every((name) => existsSync(join(root, `${name}.cjs`)));
  if (there && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  await write();
  writeFileSync(stamp, wanted);
}

/**
 * CommonJS, because bundled packages call `require`. Without `keepNames`: it names each function whenever one is created, which took an
 * eighth of an order's CPU. The bundler renames only what has the same name in two modules, and the errors that are told by name have it
 * as a property (decision 0136).
 */
async function write() {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: Object.entries(bundles).map(([out, entry]) => ({ in: entry, out })),
    outdir: '.',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    minifyWhitespace: true,
    lineLimit: 120,
    legalComments: 'none',
    external: apart,
    logLevel: 'warning',
    // our modules find their files through the names of our packages, which resolve alike from the bundle and from the compiled files
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
}

/** Changes when a compiled file or an installed package changes. */
function fingerprint() {
  const seen = [readFileSync(join(root, 'package-lock.json'), 'utf8'), readFileSync(fileURLToPath(import.meta.url))];
  const look = (path) => {
    const entry = statSync(path);
    if (entry.isDirectory()) for (const name of readdirSync(path).sort()) look(join(path, name));
    else if (/\.m?js$/.test(path)) seen.push(`${path} ${entry.mtimeMs} ${entry.size}`);
  };
  for (const name of workspaces) look(join(root, name, 'dist'));
  return createHash('sha256').update(seen.join('\n')).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle();
}
