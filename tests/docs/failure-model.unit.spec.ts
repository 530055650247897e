import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { read, root } from './markdown-files.js';

const rows = read('docs/failure-model.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (-|fault )/.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

/** The tests that the last cell of a row names: a link to a spec file, then titles in quotation marks. */
function named(cell: string): { file: string; title: string }[] {
  return [...cell.matchAll(/\]\(\.\.\/([^)]+\.(?:spec|suite)\.ts)\):((?: *“[^”]+”,?)+)/g)].flatMap(([, file, titles]) =>
    [...titles!.matchAll(/“([^”]+)”/g)].map(([, title]) => ({ file: file!, title: title! })),
  );
}

/** Whether a spec has a test of this title; `…` stands for what the spec computes. */
function has(file: string, title: string): boolean {
  const titles = [...read(file).matchAll(/\bit\(\s*(['"`])((?:\\.|(?!\1).)+)\1/g)].map(([, , text]) =>
    text!.replace(/\$\{[^}]*\}/g, '…').replace(/\\(.)/g, '$1'),
  );
  return titles.includes(title);
}

describe('docs/failure-model.md', () => {
  it('has a row for each fault, complete, with a test that shows it', () => {
    expect(rows).to.have.length.above(20);
    for (const [, fault, user, system, tests] of rows) {
      expect([fault, user, system].every(Boolean), fault).to.equal(true);
      expect(named(tests ?? ''), `a test for: ${fault}`).to.not.deep.equal([]);
    }
  });

  it('names tests that exist', () => {
    const missing = rows
      .flatMap((row) => named(row[4] ?? ''))
      .filter(({ file, title }) => !existsSync(join(root, file)) || !has(file, title));
    expect(missing).to.deep.equal([]);
  });

  it('would find a test that does not exist', () => {
    expect(has('tests/e2e/orders.e2e.spec.ts', 'is undone when the card is declined')).to.equal(true);
    expect(has('tests/e2e/orders.e2e.spec.ts', 'is never undone')).to.equal(false);
  });
});
