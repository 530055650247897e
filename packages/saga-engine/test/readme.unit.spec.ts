import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as entry from '../dist/index.js';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const readme = read('README.md');
const headings = Array.from(readme.matchAll(/^## (.+)$/gm), ([, heading]) => heading);
const section = (heading: string) => readme.split(`## ${heading}\n`)[1]?.split(/^## /m)[0] ?? '';

describe('the README of the engine', () => {
  it('begins with the exact text of the first example, a saga of at most 30 lines', () => {
    const [, shown = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    expect(shown).to.equal(read('examples/first.ts'));
    expect(shown.trimEnd().split('\n').length).to.be.at.most(30);
    expect(readme.indexOf('```ts')).to.be.below(readme.indexOf('\n## '));
  });

  it('has every call and every error in its table of calls', () => {
    const calls = section('The calls');
    const [, running = ''] = /export interface RunningSagas \{(.*?)^\}/ms.exec(read('src/start-sagas.ts')) ?? [];
    const methods = Array.from(running.matchAll(/^ {2}(?:readonly )?(\w+)[(<:]/gm), ([, name]) => name);
    expect(methods).to.include.members(['start', 'watch', 'close']);
    for (const name of methods) expect(calls, name).to.match(new RegExp(`^\\| \`${name}\\b`, 'm'));
    const errors = Object.entries(entry).filter(
      ([, value]) => typeof value === 'function' && Error.prototype.isPrototypeOf(value.prototype as object),
    );
    expect(errors.map(([name]) => name)).to.include.members(['InvalidInput', 'SagaNotFound']);
    for (const [name] of errors) expect(calls, name).to.contain(`\`${name}`);
  });

  it('has the section to which the error of a changed definition refers', () => {
    const [, named = ''] = /README of saga-engine, "(.+?)"/.exec(read('src/mongo/definitions-check.ts')) ?? [];
    expect(headings).to.include(named);
  });

  it('ends with what the engine guarantees and what a participant must do', () => {
    expect(headings.slice(-2)).to.deep.equal(['What it guarantees', 'What a participant must do']);
  });

  it('has no link out of the package', () => {
    expect([...readme.matchAll(/\]\((?!#|https?:)([^)]+)\)/g)].map(([, target]) => target)).to.deep.equal([]);
  });
});
