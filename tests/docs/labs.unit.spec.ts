import { expect } from 'chai';
import { markdownFiles, read } from './markdown-files.js';

/** The number of list items of a section. */
const points = (section: string) => section.match(/^- /gm)?.length ?? 0;

describe('the questions of the labs', () => {
  for (const [language, questions, answers] of [
    ['.md', '## Questions', 'docs/labs/answers.md'],
    ['.ko.md', '## 생각해 보기', 'docs/labs/answers.ko.md'],
  ] as const)
    it(`have one answer each in ${answers}`, () => {
      const labs = markdownFiles()
        .filter((file) => file.replace(/^docs\/labs\/\d\d-[^.]+/, '') === language)
        .sort();
      const asked = labs.map((file) => points(read(file).split(questions)[1]!));
      const answered = read(answers).split(/^## /m).slice(1).map(points);
      expect(asked).to.have.length(8);
      expect(Math.min(...asked)).to.be.above(2);
      expect(answered).to.deep.equal(asked);
    });
});
