import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { blocks } from '../support/markdown.js';
import { headings, links, markdownFiles, read } from './markdown-files.js';

// pairs of a document and its translation
const translations = markdownFiles()
  .filter((file) => file.endsWith('.ko.md'))
  .map((file) => [file.replace(/\.ko\.md$/, '.md'), file] as const);

/** The blocks of a document, including those in lists. */
const blocksOf = (file: string, language: string) => blocks(read(file).replace(/^ {3}/gm, ''), language);

describe('the Korean documents', () => {
  it('are those of the README, the labs, the documents for operators and those about adding parts', () => {
    const english = markdownFiles().filter((file) =>
      /^docs\/(labs\/[^/]+|api-by-curl|architecture|failure-model|runbook|troubleshooting|card-from-the-browser|choosing|adding-a-(?:saga|step|service|provider))(?<!\.ko)\.md$/.test(
        file,
      ),
    );
    expect(translations.map(([source]) => source).sort()).to.deep.equal([...english, 'README.md'].sort());
  });

  for (const [english, korean] of translations)
    describe(korean, () => {
      it('has headings of the same levels as the English document', () => {
        const levels = (file: string) => headings(read(file)).map(({ level }) => level);
        expect(levels(korean)).to.deep.equal(levels(english));
      });

      for (const language of ['bash', 'text', 'console', 'mermaid'])
        it(`has identical ${language} blocks`, () => {
          expect(blocksOf(korean, language)).to.deep.equal(blocksOf(english, language));
        });

      it('links to Korean documents where they exist', () => {
        const pairs = new Map(translations.map(([source, translated]) => [join(source), join(translated)]));
        const english = links(read(korean)).filter((target) => pairs.has(join(dirname(korean), target)));
        // except the link to its own English text
        const other = english.filter(
          (target) => join(dirname(korean), target) !== join(korean.replace('.ko.md', '.md')),
        );
        expect(other).to.deep.equal([]);
      });

      it('has Korean headings, and as many links as the English document', () => {
        const translated = headings(read(korean)).filter(({ text }) => /[가-힣]/.test(text));
        expect(translated.length).to.be.at.least(headings(read(korean)).length - 1);
        expect(links(read(korean)).length).to.be.at.least(links(read(english)).length - 1);
      });
    });
});
