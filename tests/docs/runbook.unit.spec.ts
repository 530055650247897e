import { expect } from 'chai';
import { read } from './markdown-files.js';

/** What is written as code in each section, sorted: metrics, alerts, paths, codes and messages, whatever the order of the words. */
const codeOfSections = (path: string): string[][] =>
  read(path)
    .replace(/^ *```[\s\S]*?^ *```/gm, '')
    .split('\n## ')
    .map((section) => [...section.replace(/\s+/g, ' ').matchAll(/`[^`]+`/g)].map(([code]) => code).sort());

describe('docs/runbook.ko.md', () => {
  it('names the metrics, alerts, paths, codes and messages of the English one, section by section', () => {
    const english = codeOfSections('docs/runbook.md');
    expect(english).to.have.length.above(20);
    expect(codeOfSections('docs/runbook.ko.md')).to.deep.equal(english);
  });
});
