// `npm run new service NAME`, `npm run new step NAME -- --after STEP`. Asks no questions when name and step are given: everything else is
// derived from them.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isParticipant, participants } from './participants.mjs';
import { databaseOf } from './service.mjs';
import { isLabel, labelOf } from './step.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const string = { type: 'string' };
const options = {
  database: string,
  after: string,
  participant: string,
  label: string,
  'label-ko': string,
  help: { type: 'boolean' },
};
const { values, positionals: names } = parseArgs({ options, allowPositionals: true, strict: false });
const [kind, name, ...spare] = names;
/** Options that npm consumes: `npm run` takes options that no `--` precedes, and passes them on as environment variables. */
const kept = (key) => process.env[`npm_config_${key.replace('-', '_')}`];
/** Of `--after STEP` npm keeps `true` and passes STEP on as one more name, which `fits` recognises; `--after=STEP` it keeps whole. */
const option = (key, fits) => values[key] ?? (kept(key) === 'true' ? spare.find(fits) : kept(key));
const known = (text) => isParticipant(text) === true;
const after = option('after', (text) => !known(text));
const participant = option('participant', (text) => known(text) || text === spare.at(-1)) ?? 'orders';

const [label, labelKo] = ['label', 'label-ko'].map((key) => values[key] ?? kept(key));
for (const text of [label, labelKo])
  if (text !== undefined && (text === 'true' || typeof text !== 'string' || isLabel(text) !== true)) {
    console.error(
      'Write -- --label TEXT --label-ko TEXT, each of 1 to 40 characters; the first -- tells npm to pass them on.',
    );
    process.exit(64);
  }

if (values.help || !['service', 'step'].includes(kind)) {
  console.error(`npm run new service NAME -- [--database NAME]
npm run new step NAME -- --after STEP [--participant ${Object.keys(participants).join('|')}] [--label TEXT] [--label-ko TEXT]`);
  process.exit(values.help ? 0 : 64);
}
if (kind === 'step' && !existsSync(join(dirname(here), 'common/dist'))) {
  console.error('Run npm run build first: the fingerprint of the new version is taken with what it compiles.');
  process.exit(1);
}

// plop asks for values that are missing here
const english = label ?? labelOf(name ?? '');
const described = [english, participant, labelKo ?? english];
const database = option('database', () => true) ?? databaseOf(name);
const more = { step: after ? [after, ...described] : [], service: [database] };
const answers = name ? [name, ...more[kind]] : [];
process.argv.splice(2, process.argv.length, kind, ...answers);
// plop reads the arguments when it is loaded
const { Plop, run } = await import('plop');
Plop.prepare({ cwd: dirname(here), configPath: join(here, 'plopfile.mjs') }, (env) =>
  Plop.execute(env, (environment) => run({ ...environment, dest: dirname(here) }, undefined, true)),
);
