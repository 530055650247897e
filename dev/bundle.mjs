// Puts each process into one file beside its compiled entry: dist/main.js becomes dist/main.cjs, which `npm start`, the tests
// and the images run. Node spends most of a start on finding and reading 1,100 to 1,600 modules one by one.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processes, store, workspaces } from '../topology/src/processes.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Bundle, without its .cjs, and compiled entry of each process. */
const bundles = Object.fromEntries(
  [...Object.values(processes), store].map(({ folder }) => [`${folder}/dist/main`, `${folder}/dist/main.js`]),
);
const stamp = join(root, 'node_modules', '.shop-bundle');
/** Machine code, what reads files beside itself, and what is large and only loaded when the configuration asks for it. */
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

/** Bundles every process, unless nothing that goes into them has changed since. Throws when one does not bundle. */
async function bundle() {
  const wanted = fingerprint();
  const there = Object.keys(bundles).every((name) => existsSync(join(root, `${name}.cjs`)));
  if (there && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  await write();
  writeFileSync(stamp, wanted);
}

/** CommonJS, because bundled packages call `require`; names kept, because errors and logs show them. */
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
    keepNames: true,
    minifyWhitespace: true,
    lineLimit: 120,
    legalComments: 'none',
    external: apart,
    logLevel: 'warning',
    // our own modules find their files by the names of our packages, from here as from where they were compiled
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
}

/** Changes when a compiled file or an installed package does. */
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
