// `npm run new service NAME`, `npm run new step NAME --after STEP`. Nothing is asked when all is given.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Plop, run } from 'plop';

const here = dirname(fileURLToPath(import.meta.url));
const options = { after: { type: 'string' }, help: { type: 'boolean' } };
const { values, positionals: names } = parseArgs({ options, allowPositionals: true, strict: false });
const { after: given, help } = values;
// npm takes options for its own: `--after STEP` leaves STEP among the names, `--after=STEP` leaves nothing
const taken = process.env.npm_config_after;
const after = given || (taken === 'true' ? names[2] : taken);
const [kind, name] = names;

if (help || !['service', 'step'].includes(kind)) {
  console.error('npm run new service NAME\nnpm run new step NAME --after STEP');
  process.exit(help ? 0 : 64);
}
// plop asks for what is not among these
const answers = [name, ...(kind === 'step' && name && after ? [after] : [])].filter(Boolean);
process.argv.splice(2, process.argv.length, kind, ...answers);
Plop.prepare({ cwd: dirname(here), configPath: join(here, 'plopfile.mjs') }, (env) =>
  Plop.execute(env, (environment) => run({ ...environment, dest: dirname(here) }, undefined, true)),
);
