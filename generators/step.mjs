import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { append, change, insert } from './insert.mjs';
import { forms, isInContracts, isMember, isName, isReserved } from './names.mjs';
import { participants } from './participants.mjs';

const sagas = 'saga-orchestrator/src/sagas';
const tests = 'saga-orchestrator/test/sagas';
const definition = `${sagas}/place-order.ts`;
const read = (root, path) => readFileSync(join(root, path), 'utf8');

/** The steps and waits of place-order in order: kind, name in the journal, and position in the text. */
function stepsOf(root) {
  const found = read(root, definition).matchAll(/\n {2}\.(step|waitFor|pivot|retriable|end)\((?:'([\w-]+)'|(\w+))?/g);
  return [...found].map(({ 1: kind, 2: name, 3: signal, index }) => ({
    kind,
    name: name ?? signal?.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) ?? '',
    index,
  }));
}

/** True, or why a step cannot have this name. */
export function isNewStep(root, name) {
  const named = isName(name);
  if (named !== true) return named;
  const { Noun, camel } = forms(name);
  if (isReserved(camel)) return `${camel} is a word of JavaScript: choose another name.`;
  if (isMember(camel)) return `Every object of JavaScript has a ${camel}: choose another name.`;
  if (membersOfState(root).includes(camel))
    return `Beside the replies of the steps the state has ${camel} already: choose another name.`;
  if (stepsOf(root).some((step) => step.name === name)) return `place-order has a step ${name} already.`;
  const known = isInContracts(root, `${Noun}Request`, `${Noun}Reply`, `Undo${Noun}Reply`);
  if (known) return `The contracts have a ${known} already: choose another name.`;
  const { oldFile } = stepNames(root, { name });
  if (name === oldFile) return `A definition ${name} is there already for sagas that run: choose another name.`;
  const there = filesOf(name).find((file) => existsSync(join(root, file)));
  if (there) return `${there} is there already: choose another name.`;
  const member = new RegExp(`^\\s+(?:async |readonly )?${camel}\\b[?:(]|\\b(?:const|function) ${camel}\\b`, 'm');
  const among = Object.values(participants)
    .flatMap(({ folder, made, declared }) =>
      [made.file, ...(declared ? [declared.file] : [])].map((file) => `${folder}/src/${file}`),
    )
    .find((file) => member.test(read(root, file)));
  return among ? `${among} has a ${camel} already: choose another name.` : true;
}

/** What the engine gives a definition beside the replies of its steps. */
const membersOfState = (root) =>
  /const taken = new Set\(\[(.*)\]\)/.exec(read(root, 'packages/saga-engine/src/core/saga.ts'))[1].match(/\w+/g);

/** The files that the step may have, with any participant. */
const filesOf = (name) => [
  `${tests}/${name}.unit.spec.ts`,
  ...Object.values(participants).flatMap(({ folder }) => [
    `${folder}/src/use-cases/${name}.ts`,
    `${folder}/src/use-cases/undo-${name}.ts`,
    `${folder}/src/data/${name}.model.ts`,
    `${folder}/src/data/${name}.repository.ts`,
    `${folder}/test/use-cases/${name}.int.spec.ts`,
  ]),
];

/** True, or why an undoable step cannot follow this one. */
export function isBeforePivot(root, after) {
  const early = stepsOf(root).filter(({ kind }) => kind === 'step' || kind === 'waitFor');
  return (
    early.some(({ name }) => name === after) ||
    `A step with an undo stands before the pivot, after one of ${early.map(({ name }) => name).join(', ')}; ${after || 'nothing'} is none of them.`
  );
}

/** The default label: the name as words. */
export const labelOf = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');

/** True, or why a step cannot have this label. */
export const isLabel = (label) =>
  (label.trim().length > 0 && label.length <= 40) ||
  'A label has 1 to 40 characters: what people are told of the step.';

/** The values of all placeholders in a step's templates. */
export function stepNames(root, { name, after, label = labelOf(name), labelKo = label, participant = 'orders' }) {
  const { folder, parts, Parts } = participants[participant];
  const oldVersion = Number(/version: (\d+)/.exec(read(root, definition))[1]);
  return {
    ...forms(name),
    after,
    participant,
    folder,
    parts,
    Parts,
    label,
    labelKo,
    collection: name.replaceAll('-', '_'),
    oldVersion,
    version: oldVersion + 1,
    oldFile: `place-order-v${oldVersion}`,
    oldName: `placeOrderV${oldVersion}`,
  };
}

/** Keeps the version of the running sagas under another name, and adds the next version with the step. */
function newVersion(root, names) {
  const { noun, camel, Noun, after, participant, oldVersion, version, oldFile, oldName } = names;
  const present = read(root, definition);
  const kept = present.replaceAll(/\bplaceOrder\b/g, oldName).replaceAll(/\bPlaceOrder\b/g, `PlaceOrderV${oldVersion}`);
  writeFileSync(join(root, `${sagas}/${oldFile}.ts`), kept);
  const steps = stepsOf(root);
  const next = steps[steps.findIndex(({ name }) => name === after) + 1];
  const retry = /retry: \w+,/.exec(present)?.[0] ?? '';
  const step = `
  .step('${noun}', {
    command: (s) => ${participant}.${camel}({ orderId: s.id }),
    compensate: (s) => ${participant}.undo${Noun}({ orderId: s.id }),
    ${retry}
  })
`;
  change(root, definition, (text) =>
    (text.slice(0, next.index) + step + text.slice(next.index)).replace(
      `version: ${oldVersion}`,
      `version: ${version}`,
    ),
  );
  const registry = `${sagas}/definitions.ts`;
  insert(root, registry, /(?<=registry\(\[\s*placeOrder),\s/, `, ${oldName}`);
  insert(
    root,
    registry,
    /import \{ placeOrder \} from '\.\/place-order\.js';\n/,
    `import { ${oldName} } from './${oldFile}.js';\n`,
    { after: true },
  );
}

/** Adds the commands to the contract, and the orchestrator's permission to call them. */
function contract(root, { noun, Noun, participant }) {
  const { proto, contract: service } = participants[participant];
  insert(
    root,
    proto,
    new RegExp(`(?<=\\nservice ${service} \\{\\n(?: {2}.*\\n)+)(?=\\})`),
    `  // The step ${noun} of place-order. Refused: ORDER_CANCELLED.
  rpc ${Noun}(${Noun}Request) returns (${Noun}Reply);
  // Undoes ${Noun}. Answered also when there is nothing to undo.
  rpc Undo${Noun}(${Noun}Request) returns (Undo${Noun}Reply);
`,
  );
  append(
    root,
    proto,
    `
message ${Noun}Request {
  // Id of the order.
  string order_id = 1;
}

message ${Noun}Reply {}

message Undo${Noun}Reply {}
`,
  );
  // after the last one in that process's entry, not in a later entry
  const listed = new RegExp(
    `(?<='saga-orchestrator': \\{(?:(?!\\n {4}\\},)[\\s\\S])*\\b${service}: \\[[^\\]]*'\\w+')(?=,?\\s*\\])`,
  );
  insert(root, 'topology/src/processes.mjs', listed, `, '${Noun}', 'Undo${Noun}'`);
}

/** Adds handlers of the commands and the dependencies of their use cases. */
function carriedOut(root, { noun, Noun, camel, participant }) {
  const { folder, handlers, request, parts, Parts, made, imported, declared } = participants[participant];
  const inFolder = (file) => `${folder}/src/${file}`;
  insert(root, inFolder(handlers), /\n {2}\}\);\n/, `
    async ${Noun}(request) {
      await ${camel}(${parts}, ${request});
      return {};
    },
    async Undo${Noun}(request) {
      await undo${Noun}(${parts}, ${request});
      return {};
    },`); // prettier-ignore
  const useCases = `import { ${camel} } from '../use-cases/${noun}.js';\nimport { undo${Noun} } from '../use-cases/undo-${noun}.js';\n`;
  insert(root, inFolder(handlers), new RegExp(`import type \\{ ${Parts} \\}`), useCases);
  const { file, before, from } = made;
  insert(root, inFolder(file), before, `\n    ${camel}: new ${Noun}Repository(${camel}Model(mongo)),`);
  const data = `import { ${camel}Model } from '${from}${noun}.model.js';\nimport { ${Noun}Repository } from '${from}${noun}.repository.js';\n`;
  insert(root, inFolder(file), imported, data);
  if (!declared) return;
  insert(root, inFolder(declared.file), declared.before, `\n  readonly ${camel}: ${Noun}Repository;`);
  const type = `import type { ${Noun}Repository } from '../data/${noun}.repository.js';\n`;
  insert(root, inFolder(declared.file), declared.imported, type);
}

/** Changes to existing files for a new step: contract, topology, participant, definition and labels. */
export function stepChanges(root, names) {
  const { noun, folder } = names;
  contract(root, names);
  carriedOut(root, names);
  const { label, labelKo } = names;
  insert(
    root,
    `${sagas}/place-order.labels.ts`,
    / {2}\},\n {2}reasons: \{/,
    `    '${noun}': { name: { en: ${JSON.stringify(label)}, ko: ${JSON.stringify(labelKo)} } },\n`,
  );
  newVersion(root, names);
  return `contract, topology, ${folder} and place-order version ${names.version}`;
}

/** Records the new version's fingerprint, so that a later change of it is detected. Needs the generated types of the contracts. */
export function noteFingerprint(root, { version }) {
  const program = `
    const { fingerprint } = await import('./packages/saga-engine/src/core/fingerprint.js');
    const { placeOrder } = await import('./${definition.replace(/ts$/, 'js')}');
    process.stdout.write(fingerprint(placeOrder));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The fingerprint of the new version could not be computed: ${stderr}`);
  const line = `  'place-order version ${version}': '${stdout}',\n`;
  insert(
    root,
    `${tests}/fingerprints.unit.spec.ts`,
    new RegExp(`(?<='place-order version ${version - 1}': '\\w+',\\n)`),
    line,
  );
  return `the fingerprint of version ${version}`;
}
