import { expect } from 'chai';
import { findings, rulesOf } from '../../dev/words.mjs';
import { read } from './markdown-files.js';

const rules = rulesOf(read('docs/words.md'));
const found = (text: string) => findings('docs/page.md', text, rules).map((each) => each.split(':')[1]);

describe('words that are not used', () => {
  const planted: [string, string][] = [
    ['a comment', 'const a = 1;\n// then it will knock again'],
    ['a name', 'const a = 1;\nconst lastKnock = 2;'],
    ['a constant', 'const a = 1;\nexport const MAX_KNOCKS = 3;'],
    ['a test title', "const a = 1;\nit('waits for the knock', () => {});"],
    ['a message', 'const a = 1;\nthrow new Error(`Knocked ${n} times.`);'],
    ['a whole name in its own case', 'const a = 1;\ninterface Wanted {}'],
    ['a phrase across the end of a line', '/**\n * What was taken\n * back, and why.\n */'],
    ['Korean', '첫 줄\n묘비를 남긴다'],
  ];
  for (const [where, text] of planted)
    it(`are found in ${where}, with the line number`, () => {
      expect(found(text).map((line) => line?.split(' ')[0])).to.deep.equal(['2']);
    });

  it('are reported with the term to use instead', () => {
    expect(findings('a.ts', '// a knock', rules)).to.deep.equal(['a.ts:1 "knock": write wake-up, wake-up job']);
  });

  it('are not found in other words or across sentences', () => {
    const others = [
      'a knockout',
      'what is wanted',
      'it is taken. Back again',
      'Promise.allSettled',
      '[14](0014-callers-look-up-anew.md)',
    ];
    for (const text of others) expect(found(text), text).to.deep.equal([]);
  });

  it('include no term of the glossary', () => {
    const terms = [...read('docs/glossary.md').matchAll(/^\| (?!term|---|of)([^|]+) \| ([^|]+) \|/gm)];
    expect(terms.length).to.be.greaterThan(30);
    for (const [, english, korean] of terms) expect(found(`${english!}\n${korean!}`), english).to.deep.equal([]);
  });
});
