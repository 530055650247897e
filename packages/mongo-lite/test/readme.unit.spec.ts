import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { accumulators } from '../dist/aggregate/accumulators.js';
import { stageNames } from '../dist/aggregate/stages.js';
import { commandNames } from '../dist/commands/dispatch.js';
import { updateOperators } from '../dist/update/compile.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The names in a row of the table of supported features. */
function row(name: string): string[] {
  const line = readme.split('\n').find((each) => each.startsWith(`| ${name} |`))!;
  return Array.from(line.split(';')[0]!.matchAll(/`([^`]+)`/g), ([, found]) => found!);
}

describe('the README of mongo-lite', () => {
  const rows: [string, readonly string[]][] = [
    ['commands', commandNames],
    ['update operators', updateOperators],
    ['stages', stageNames],
    ['accumulators', Object.keys(accumulators)],
  ];
  for (const [name, known] of rows)
    it(`names exactly the ${name} that the store supports`, () => {
      expect(row(name)).to.have.members(known);
    });
});
