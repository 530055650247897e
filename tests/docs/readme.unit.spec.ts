import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { blocks } from '../support/markdown.js';
import { codeSpans, headings, links, markdownFiles, read, withoutBlocks } from './markdown-files.js';

// pairs of a document and its translation
const translations = markdownFiles()
  .filter((file) => file.endsWith('.ko.md'))
  .map((file) => [file.replace(/\.ko\.md$/, '.md'), file] as const);

/** The blocks of a document, including those in lists. */
const blocksOf = (file: string, language: string) => blocks(read(file).replace(/^ {3}/gm, ''), language);

/** Words of English documents for which Korean ones have figures; 0 and 1 have too many, such as “a”. */
const WORDS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** The code and the numbers of each section; of the numbers, those in figures and all. */
const factsOf = (file: string) =>
  withoutBlocks(read(file))
    .split(/^#+ /m)
    .map((section) => {
      const text = section.replace(/`[^`]+`|\]\([^)]*\)|\d+월/g, '');
      const figures: string[] = text.match(/(?<![\w.])\d(?:[\d,.]*\d)?/g) ?? [];
      const words = WORDS.flatMap((word, at) => (new RegExp(`\\b${word}\\b`, 'i').test(text) ? [`${at + 2}`] : []));
      return { code: [...new Set(codeSpans(section))].sort(), figures, numbers: ['0', '1', ...figures, ...words] };
    });

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

      it('has the code and the numbers of the English document, section by section', () => {
        const source = factsOf(english);
        for (const [at, { code, figures }] of factsOf(korean).entries()) {
          expect(code).to.deep.equal(source[at]!.code);
          expect(figures).to.include.members(source[at]!.figures);
          expect(source[at]!.numbers).to.include.members(figures);
        }
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
