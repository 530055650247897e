// The program of `npm run generate NAME`: writes a file that follows from others again.
//   npm run generate proto      the gRPC types in protos/src/generated, from protos/*.proto
//   npm run generate topology   what follows from topology/src/processes.mjs
//   npm run generate client     the typed client, from the OpenAPI document; `-- --release` when a release is made
//   npm run generate diagrams   the sagas in docs/architecture.md, from the compiled definitions
//   npm run generate replays    recorded sagas of each version of a definition that has none yet, by real runs
//   npm run generate pictures   the pictures of the READMEs, from the real pages
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const generators = {
  proto: ['protos/generate.mjs'],
  topology: ['topology/generate.mjs'],
  client: ['--import', 'tsx', 'tests/client/main.ts'],
  diagrams: ['saga-orchestrator/scripts/diagram.mjs', '--write'],
  replays: ['--import', 'tsx', 'saga-orchestrator/test/replays/record.ts'],
  pictures: ['--import', 'tsx', 'tests/browser/pictures.ts'],
};
/** Those that run what is compiled. */
const needBuild = ['client', 'replays', 'pictures'];

const [name = '', ...flags] = process.argv.slice(2);
if (!Object.hasOwn(generators, name)) {
  console.error(`Name one of ${Object.keys(generators).join(', ')}: npm run generate proto`);
  process.exit(64);
}
const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
if (needBuild.includes(name)) run('npm', ['run', '--silent', 'build']);
run(process.execPath, [...generators[name], ...flags]);
