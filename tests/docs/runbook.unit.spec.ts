import { expect } from 'chai';
import { read } from './markdown-files.js';

/** The code spans of each section, sorted, since the languages differ in word order: metrics, alerts, paths, codes and messages. */
const codeOfSections = (path: string): string[][] =>
  read(path)
    .replace(/^ *```[\s\S]*?^ *```/gm, '')
    .split('\n## ')
    .map((section) => [...section.replace(/\s+/g, ' ').matchAll(/`[^`]+`/g)].map(([code]) => code).sort());

describe('docs/runbook.ko.md', () => {
  it('names the metrics, alerts, paths, codes and messages of the English document, section by section', () => {
    const english = codeOfSections('docs/runbook.md');
    expect(english).to.have.length.above(20);
    expect(codeOfSections('docs/runbook.ko.md')).to.deep.equal(english);
  });
});
