import { expect } from 'chai';
import { read } from './markdown-files.js';
import { cellsOf, exists, namedTests } from './named-tests.js';

const rows = cellsOf(
  read('docs/failure-model.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (-|fault )/.test(line)),
);

describe('docs/failure-model.md', () => {
  it('has a row for each fault, complete, with a test that shows it', () => {
    expect(rows).to.have.length.above(20);
    for (const [, fault, user, system, tests] of rows) {
      expect([fault, user, system].every(Boolean), fault).to.equal(true);
      expect(namedTests(tests ?? ''), `a test for: ${fault}`).to.not.deep.equal([]);
    }
  });

  it('names tests that exist', () => {
    expect(rows.flatMap((row) => namedTests(row[4] ?? '')).filter((test) => !exists(test))).to.deep.equal([]);
  });

  it('would find a test that does not exist', () => {
    const file = 'tests/e2e/orders.e2e.spec.ts';
    expect(exists({ file, title: 'is undone when the card is declined' })).to.equal(true);
    expect(exists({ file, title: 'is never undone' })).to.equal(false);
  });
});
