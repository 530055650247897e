import { expect } from 'chai';
import { read } from './markdown-files.js';
import { cellsOf, exists, namedTests } from './named-tests.js';

const rowsOf = (path: string) =>
  cellsOf(
    read(path)
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (-|fault |장애 )/.test(line)),
  );
const rows = rowsOf('docs/failure-model.md');

/** The parts of a row that are not translated: statuses, codes, decisions and tests. */
const untranslated = ([, fault, user, system, tests]: string[]) => ({
  said: [fault, user, system].map((cell = '') =>
    [...cell.matchAll(/`[^`]+`|\]\([^)]+\)|(?<!\d)[245]0\d(?!\d)/g)].map(([text]) => text).sort(),
  ),
  tests: namedTests(tests ?? ''),
});

describe('docs/failure-model.md', () => {
  it('has complete rows, each with a test', () => {
    expect(rows).to.have.length.above(20);
    for (const [, fault, user, system, tests] of rows) {
      expect([fault, user, system].every(Boolean), fault).to.equal(true);
      expect(namedTests(tests ?? ''), `a test for: ${fault}`).to.not.deep.equal([]);
    }
  });

  it('names tests that exist', () => {
    expect(rows.flatMap((row) => namedTests(row[4] ?? '')).filter((test) => !exists(test))).to.deep.equal([]);
  });

  it('recognizes a test that does not exist', () => {
    const file = 'tests/e2e/orders.e2e.spec.ts';
    expect(exists({ file, title: 'is undone when the card is declined' })).to.equal(true);
    expect(exists({ file, title: 'is never undone' })).to.equal(false);
  });
});

describe('docs/failure-model.ko.md', () => {
  it('has the rows of the English document, with its statuses, codes, decisions and tests', () => {
    const korean = rowsOf('docs/failure-model.ko.md');
    expect(korean.map(untranslated)).to.deep.equal(rows.map(untranslated));
    for (const [, fault, , system] of korean) expect(`${fault} | ${system}`).to.match(/[가-힣].* \| .*[가-힣]/);
  });
});
