import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { change, insert } from './insert.mjs';
import { forms, isInContracts, isName } from './names.mjs';

const sagas = 'saga-orchestrator/src/sagas';
const tests = 'saga-orchestrator/test/sagas';
const definition = `${sagas}/place-order.ts`;
const read = (root, path) => readFileSync(join(root, path), 'utf8');

/** The steps and waits of place-order in their order: kind, name as the journal has it, and where each begins in the text. */
export function stepsOf(root) {
  const found = read(root, definition).matchAll(/\n {2}\.(step|waitFor|pivot|retriable|end)\((?:'([\w-]+)'|(\w+))?/g);
  return [...found].map(({ 1: kind, 2: name, 3: signal, index }) => ({
    kind,
    name: name ?? signal?.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) ?? '',
    index,
  }));
}

/** True, or why there cannot be a step of this name. */
export function isNewStep(root, name) {
  const named = isName(name);
  if (named !== true) return named;
  const { Noun } = forms(name);
  if (stepsOf(root).some((step) => step.name === name)) return `place-order has a step ${name} already.`;
  const known = isInContracts(root, `${Noun}Request`, `${Noun}Reply`, `Undo${Noun}Reply`);
  return known ? `The contracts have a ${known} already: choose another name.` : true;
}

/** True, or why an undoable step cannot stand after this one. */
export function isBeforePivot(root, after) {
  const early = stepsOf(root).filter(({ kind }) => kind === 'step' || kind === 'waitFor');
  return (
    early.some(({ name }) => name === after) ||
    `A step with an undo stands before the pivot, after one of ${early.map(({ name }) => name).join(', ')}; ${after || 'nothing'} is none of them.`
  );
}

/** A label when none is given: the name as words. */
export const labelOf = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');

/** True, or why a step cannot be labelled so. */
export const isLabel = (label) =>
  (label.trim().length > 0 && label.length <= 40) ||
  'A label has 1 to 40 characters: what people are told of the step.';

/** Everything that the templates of a step ask for. */
export function stepNames(root, { name, after, label = labelOf(name), labelKo = label }) {
  const oldVersion = Number(/version: (\d+)/.exec(read(root, definition))[1]);
  return {
    ...forms(name),
    after,
    label,
    labelKo,
    collection: name.replaceAll('-', '_'),
    oldVersion,
    version: oldVersion + 1,
    oldFile: `place-order-v${oldVersion}`,
    oldName: `placeOrderV${oldVersion}`,
  };
}

/** The version that running sagas keep, under another name, and the next one with the step. */
function newVersion(root, { noun, camel, Noun, after, oldVersion, version, oldFile, oldName }) {
  const present = read(root, definition);
  const renamed = (text) =>
    text.replaceAll(/\bplaceOrder\b/g, oldName).replaceAll(/\bPlaceOrder\b/g, `PlaceOrderV${oldVersion}`);
  writeFileSync(join(root, `${sagas}/${oldFile}.ts`), renamed(present));
  const steps = stepsOf(root);
  const next = steps[steps.findIndex(({ name }) => name === after) + 1];
  const retry = /retry: \w+,/.exec(present)?.[0] ?? '';
  const step = `
  .step('${noun}', {
    command: (s) => orders.${camel}({ orderId: s.id }),
    compensate: (s) => orders.undo${Noun}({ orderId: s.id }),
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
  insert(root, registry, /(?<=registry\(\[placeOrder), /, `, ${oldName}`);
  insert(
    root,
    registry,
    /import \{ placeOrder \} from '\.\/place-order\.js';\n/,
    `import { ${oldName} } from './${oldFile}.js';\n`,
    { after: true },
  );
  // what holds the old version goes on holding it
  const spec = `${tests}/place-order.unit.spec.ts`;
  const old = `${tests}/${oldFile}.unit.spec.ts`;
  if (existsSync(join(root, spec))) {
    renameSync(join(root, spec), join(root, old));
    change(root, old, (text) =>
      renamed(text)
        .replace('sagas/place-order.js', `sagas/${oldFile}.js`)
        .replace(`describe('place-order'`, `describe('place-order version ${oldVersion}'`),
    );
  }
}

/** What a step changes in files that are there: contract, topology, participant, definition and tests. */
export function stepChanges(root, names) {
  const { noun, Noun, camel } = names;
  const proto = 'protos/shop/v1/orders.proto';
  insert(root, proto, / {2}\/\/ Orders in id order, for the conservation audit\.\n/, `  // The step ${noun} of place-order. Refused: ORDER_CANCELLED.
  rpc ${Noun}(${Noun}Request) returns (${Noun}Reply);
  // Undoes ${Noun}. Answered also when there is nothing to undo.
  rpc Undo${Noun}(${Noun}Request) returns (Undo${Noun}Reply);
`); // prettier-ignore
  change(
    root,
    proto,
    (text) => `${text.trimEnd()}

message ${Noun}Request {
  // Id of the order.
  string order_id = 1;
}

message ${Noun}Reply {}

message Undo${Noun}Reply {}
`,
  );
  insert(root, 'topology/src/processes.mjs', /(?<=Orders: \['Create'[^\]]*)'Audit'\]/, `'${Noun}', 'Undo${Noun}', `);

  const service = 'order-service/src';
  const handlers = `${service}/grpc/orders.handlers.ts`;
  insert(root, handlers, / {4}async Get\(request\) \{/, `    async ${Noun}(request) {
      await ${camel}(shop, checked.ofOrder(request).orderId);
      return {};
    },
    async Undo${Noun}(request) {
      await undo${Noun}(shop, checked.ofOrder(request).orderId);
      return {};
    },
`); // prettier-ignore
  insert(
    root,
    handlers,
    /import type \{ Shop \}/,
    `import { ${camel} } from '../use-cases/${noun}.js';\nimport { undo${Noun} } from '../use-cases/undo-${noun}.js';\n`,
  );
  insert(
    root,
    `${service}/use-cases/shop.ts`,
    / {2}\/\*\* Undefined when there are no limits\. \*\//,
    `  readonly ${camel}: ${Noun}Repository;\n`,
  );
  insert(
    root,
    `${service}/use-cases/shop.ts`,
    /import type \{ OrderRepository \}/,
    `import type { ${Noun}Repository } from '../data/${noun}.repository.js';\n`,
  );
  insert(
    root,
    `${service}/data/shop.ts`,
    / {4}unpaid: limited/,
    `    ${camel}: new ${Noun}Repository(${camel}Model(mongo)),\n`,
  );
  insert(
    root,
    `${service}/data/shop.ts`,
    /import \{ orderModel \}/,
    `import { ${camel}Model } from './${noun}.model.js';\nimport { ${Noun}Repository } from './${noun}.repository.js';\n`,
  );

  insert(root, 'saga-orchestrator/test/scripted.ts', / {4}Get: never,\n/, `    ${Noun}: async ({ orderId }) => (await receive(orderId, '${noun}'), {}),
    Undo${Noun}: async ({ orderId }) => (await receive(orderId, 'undo-${noun}'), {}),
`); // prettier-ignore
  const { label, labelKo } = names;
  insert(
    root,
    `${sagas}/place-order.labels.ts`,
    / {2}\},\n {2}reasons: \{/,
    `    '${noun}': { name: { en: ${JSON.stringify(label)}, ko: ${JSON.stringify(labelKo)} } },\n`,
  );
  newVersion(root, names);
  return `contract, topology, order-service and place-order version ${names.version}`;
}

/** Writes down what the new version is, so that a change under it is noticed. Needs the types of the contracts. */
export function noteFingerprint(root, { version }) {
  const program = `
    const { fingerprint } = await import('./packages/saga-engine/src/core/fingerprint.js');
    const { placeOrder } = await import('./${definition.replace(/ts$/, 'js')}');
    process.stdout.write(fingerprint(placeOrder));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The fingerprint of the new version could not be computed: ${stderr}`);
  const line = `  'place-order version ${version}': '${stdout}',\n`;
  insert(root, `${tests}/fingerprints.unit.spec.ts`, / {2}'cancel-order version /, line);
  return `the fingerprint of version ${version}`;
}
