import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { sagas } from '../../saga-orchestrator/src/sagas/definitions.js';
import { markdownFiles, read, root } from './markdown-files.js';

// decisions, measurements and the changelog describe the state of their day
const pages = markdownFiles().filter((file) => !/^(docs\/decisions|bench|CHANGELOG)/.test(file));
const tracked = execFileSync('git', ['ls-files', '*.ts', '*.mjs', '*.cjs', '*.json', '*.yml', '*.yaml', '*.example'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n');
const sources = tracked
  .filter((file) => file !== 'package-lock.json' && existsSync(`${root}/${file}`))
  .map((file) => read(file))
  .join('\n');
const words = new Set(sources.match(/\w+/g));
const scripts = new Set(
  tracked
    .filter((file) => file.endsWith('package.json') && existsSync(`${root}/${file}`))
    .flatMap((file) => Object.keys((JSON.parse(read(file)) as { scripts?: object }).scripts ?? {})),
);

const steps = new Set(sagas.all.flatMap((each) => each.steps.map(({ name }) => name)));

/** Each match of `pattern` in a page for which `known` is false. */
const unknown = (pattern: RegExp, known: (name: string) => boolean, texts: readonly (readonly [string, string])[]) =>
  texts.flatMap(([page, text]) =>
    [...text.matchAll(pattern)]
      .map((match) => match.slice(1).find(Boolean)!)
      .filter((name) => !known(name))
      .map((name) => `${page}: ${name}`),
  );

const script = /npm run (?:--silent )?([\w:-]+)/g;
const constant = /`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g;

/** How documents name a step: in a request, in a program, in the output of a command, in an English sentence. */
const stepNames = [
  /"step": ?"([a-z-]+)"/g,
  /name === "([a-z-]+)"/g,
  /^([a-z]+(?:-[a-z]+)+) (?:done|undone|skipped|refused|pending|failed)\b/gm,
  /(?:force|after|waits for) `([a-z]+(?:-[a-z]+)+)`|\bundoes ([a-z]+-[a-z]+)/g,
];
/** The steps in a text, those with a name of several words, with repetitions. */
const stepsIn = (text: string) =>
  (text.match(/[a-z]+(?:-[a-z]+)+/g) ?? []).filter((word) => steps.has(word)).toSorted();

describe('names in the documents', () => {
  const texts = pages.map((page) => [page, read(page)] as const);

  it('are npm scripts that exist', () => {
    expect(unknown(script, (name) => scripts.has(name), texts)).to.deep.equal([]);
  });

  it('include every script of package.json in CONTRIBUTING.md', () => {
    const all = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
    const own = all.map((name) => (name === 'dev:infra' ? name : name.replace(/^dev:.*/, 'dev:NAME')));
    const table = read('CONTRIBUTING.md').split('## Scripts')[1]!;
    const described = [...table.matchAll(/`([a-z:-]+(?:NAME)?)`/g)].map(([, name]) => name!);
    expect(own.filter((name) => !described.includes(name))).to.deep.equal([]);
  });

  it('are variables, codes and states that the sources have', () => {
    expect(unknown(constant, (name) => words.has(name), texts)).to.deep.equal([]);
  });

  it('are steps of our sagas, the same ones in both languages', () => {
    // these documents add new steps
    const of = texts.filter(([page]) => !page.startsWith('docs/adding-a-'));
    expect(stepNames.flatMap((pattern) => unknown(pattern, (name) => steps.has(name), of))).to.deep.equal([]);
    const read = new Map(texts);
    for (const [page, text] of of.filter(([file]) => file.endsWith('.ko.md')))
      expect(stepsIn(text), page).to.deep.equal(stepsIn(read.get(page.replace('.ko.md', '.md'))!));
  });

  it('are reported when they do not exist', () => {
    const invented = [['page', 'npm run dev:nothing, `NO_SUCH_VARIABLE_' + 'OF_OURS=on`']] as const;
    expect(unknown(script, (name) => scripts.has(name), invented)).to.have.length(1);
    expect(unknown(constant, (name) => words.has(name), invented)).to.have.length(1);
  });
});
