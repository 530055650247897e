import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Runs a command in the checkout to its end. Throws with its output when it fails. */
function run(root, what, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${what} failed: ${error?.message ?? `${stdout}\n${stderr}`}`);
}

/** Updates what is derived from the new files: links and lock file, generated types, formatting. */
export function finish(root) {
  const npm = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  run(root, 'npm install', 'npm', npm);
  run(root, 'npm run generate proto', process.execPath, [join(root, 'protos/generate.mjs')]);
  run(root, 'npm run generate topology', process.execPath, [join(root, 'topology/generate.mjs')]);
  const changed = spawnSync('git', ['ls-files', '--modified', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = changed.stdout
    .split('\n')
    .filter((file) => /\.(ts|mjs|json|ya?ml)$/.test(file) && existsSync(join(root, file)));
  const prettier = join(root, 'node_modules/prettier/bin/prettier.cjs');
  if (files.length > 0) run(root, 'prettier', process.execPath, [prettier, '--write', '--log-level=warn', ...files]);
  return 'links, lock file, types of the protos, what follows from the topology, and formatting are up to date';
}
