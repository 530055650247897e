import { wordsIn } from '@shop/testkit/words-in';
import { expect } from 'chai';

/** Words of the shop that the engine was written for. `order` alone also means a sequence, and names of packages are excluded. */
const WORDS =
  /shop(?!\/)|orders\b|\border[-_]?id|[-_]orders?\b|order[-_]|payment|\w+-service\b|\bproducts?\b|\bcarts?\b|stock|customer|catalogue|refund|invoice|\bsku\b|\bcapture/gi;

const isOwn = (file: string) =>
  /^(src|examples|test)\/.*\.(ts|json|proto)$|^(README\.md|package\.json)$/.test(file) &&
  file !== 'test/words.unit.spec.ts';

describe('the package of the saga engine', () => {
  it('contains no word of the shop', () => {
    const { files, found } = wordsIn(new URL('../', import.meta.url), WORDS, isOwn);
    expect(files).to.have.length.greaterThan(80);
    expect(found).to.deep.equal([]);
  });
});
