import { readdirSync, readFileSync } from 'node:fs';
import { commandsOf } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import type { Step } from 'saga-engine/core/definition';
import { sagas } from '../../dist/sagas/definitions.js';

const at = (path: string): URL => new URL(`../../../${path}`, import.meta.url);

/** Sources without comments. */
const sourcesIn = (folder: string): [file: string, text: string][] =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(js|ts|css|html)$/.test(file))
    .map((file) => {
      const text = readFileSync(at(`${folder}/${file}`), 'utf8').replace(/\/\*.*?\*\//gs, '');
      return [`${folder}/${file}`, text.replace(/^\s*\/\/.*$/gm, '')];
    });

const own = sagas.all.flatMap(({ name, steps }) => [name, ...steps.map((step) => step.name)]);

/** Words that the journal shares with the presentation, as states of steps and as parts of the timeline. */
const SHOWN_TOO = ['done', 'undone', 'refused', 'failed', 'expired'];
const events = [
  ...readFileSync(at('packages/saga-engine/src/core/journal.ts'), 'utf8')
    .replace(/^.*?export type Event =/s, '')
    .replace(/;\n\n.*$/s, '')
    .matchAll(/\btype: '([a-z-]+)'/g),
].map(([, type]) => type!);

/** Whether a source contains a name: one word as a literal, a key, a property or a class, several words anywhere. */
const names = (text: string, name: string): boolean =>
  name.includes('-')
    ? new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text)
    : new RegExp(`['"\`]${name}['"\`]|\\.${name}\\b|\\b${name}:`).test(text);

/** The commands of a step, with the method in kebab case, as the scripted participants record them. */
const sent = (step: Step): string[] =>
  Object.values(commandsOf(step)).map(({ method }) =>
    method.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase(),
  );

const besidesImports = (text: string): string => text.replace(/^(import|\} from) .*$/gm, '');

/** Tests in which the name itself matters: definitions, stored data, earlier releases, what people type, and files that have such a name. */
const ABOUT_NAMES = [
  'saga-orchestrator/test/sagas/',
  'saga-orchestrator/test/replays/',
  'saga-orchestrator/test/fixtures/',
  'tests/failure/releases.e2e.spec.ts',
  'tests/failure/matrix.unit.spec.ts',
  'tests/docs/',
  'tests/generators/',
];

describe('the code that shows sagas', () => {
  const sources = [...sourcesIn('gateway/pages'), ...sourcesIn('packages/saga-engine/src/bullmq')];
  const naming = (wanted: readonly string[]) =>
    sources.flatMap(([file, text]) => wanted.filter((name) => names(text, name)).map((name) => `${file}: ${name}`));

  it('names no saga and no step of a definition, which it gets from the presenter', () => {
    expect(own).to.include.members(['place-order', 'cancel-order', 'capture-payment', 'restock']);
    expect(naming(own)).to.deep.equal([]);
  });

  it('reads no event of the journal, which it gets from the presenter', () => {
    expect(events).to.include.members(['done', 'parked', 'followed-up']);
    expect(naming(events.filter((type) => !SHOWN_TOO.includes(type)))).to.deep.equal([]);
  });

  it('has tests without the names of steps, which steps.ts finds by their commands', () => {
    const commands = new Set(sagas.all.flatMap(({ steps }) => steps.flatMap(sent)));
    const words = sagas.all
      .flatMap(({ steps }) => steps.map(({ name }) => name))
      .filter((name) => name.includes('-') && !commands.has(name));
    expect(words).to.include.members(['create-order', 'capture-payment', 'payment-submitted']);
    const tests = ['saga-orchestrator/test', 'tests', 'gateway/test'].flatMap(sourcesIn);
    const found = tests
      .filter(([file]) => !ABOUT_NAMES.some((each) => file.startsWith(each)))
      .flatMap(([file, text]) =>
        words.filter((name) => names(besidesImports(text), name)).map((name) => `${file}: ${name}`),
      );
    expect(found).to.deep.equal([]);
  });

  it('cannot contain a name as a literal, a key or a class unnoticed', () => {
    for (const text of ["type === 'parked'", '{ parked: 1 }', 'li.parked {', 'data-step="parked"'])
      expect(names(text, 'parked'), text).to.equal(true);
    expect(names('it is parked there', 'parked')).to.equal(false);
    expect(names('<b>undo of capture-payment</b>', 'capture-payment')).to.equal(true);
    expect(names('not-capture-payment', 'capture-payment')).to.equal(false);
  });
});
