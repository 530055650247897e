import { wordsIn } from '@shop/testkit/words-in';
import { expect } from 'chai';

/** Words of the shop's domain and names of its processes, but not "recorder", "ordered" and "production". */
const WORDS =
  /(?<!rec)order(?!ed\b)|saga|shop(?!\/)|payment|(?!start-)\b\w+-service\b|\bproducts?\b|\bcarts?\b|stock|customer|catalogue|refund|invoice/gi;

describe('common', () => {
  it('contains no word of the shop: what it must know of this system is in @shop/protos/system', () => {
    const { files, found } = wordsIn(new URL('../src/', import.meta.url), WORDS, (file) => file.endsWith('.ts'));
    expect(files).to.have.length.greaterThan(50);
    expect(found).to.deep.equal([]);
  });
});
