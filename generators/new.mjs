// `npm run new service NAME`, `npm run new step NAME --after STEP [--label=TEXT] [--label-ko=TEXT]`. Nothing is asked when name and
// step are given: a label that is not follows from the name.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isLabel, labelOf } from './step.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const string = { type: 'string' };
const options = { after: string, label: string, 'label-ko': string, help: { type: 'boolean' } };
const { values, positionals: names } = parseArgs({ options, allowPositionals: true, strict: false });
const { after: given, help } = values;
// npm takes options for its own: `--after STEP` leaves STEP among the names, `--after=STEP` leaves nothing
const taken = process.env.npm_config_after;
const after = given || (taken === 'true' ? names[2] : taken);
const [kind, name] = names;

const label = values.label ?? process.env.npm_config_label;
const labelKo = values['label-ko'] ?? process.env.npm_config_label_ko;
for (const text of [label, labelKo])
  // npm makes `true` of an option that has no `=`
  if (text !== undefined && (text === 'true' || typeof text !== 'string' || isLabel(text) !== true)) {
    console.error('Write --label=TEXT and --label-ko=TEXT, each of 1 to 40 characters.');
    process.exit(64);
  }

if (help || !['service', 'step'].includes(kind)) {
  console.error('npm run new service NAME\nnpm run new step NAME --after STEP [--label=TEXT] [--label-ko=TEXT]');
  process.exit(help ? 0 : 64);
}
// plop asks for what is not among these
const labelled = [label ?? labelOf(name ?? ''), labelKo ?? label ?? labelOf(name ?? '')];
const answers = [name, ...(kind === 'step' && name && after ? [after, ...labelled] : [])].filter(Boolean);
process.argv.splice(2, process.argv.length, kind, ...answers);
// it reads the arguments as it is loaded
const { Plop, run } = await import('plop');
Plop.prepare({ cwd: dirname(here), configPath: join(here, 'plopfile.mjs') }, (env) =>
  Plop.execute(env, (environment) => run({ ...environment, dest: dirname(here) }, undefined, true)),
);
