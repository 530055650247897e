import { wordsIn } from '@shop/testkit/words-in';
import { expect } from 'chai';

/** Words of the shop's trade and names of its processes; "recorder", "ordered" and "production" are none. */
const WORDS =
  /(?<!rec)order(?!ed\b)|saga|shop(?!\/)|payment|(?!start-)\b\w+-service\b|\bproducts?\b|\bcarts?\b|stock|customer|catalogue|refund|invoice/gi;

describe('common', () => {
  it('has no word of the shop in it: what it must know of this system it takes from @shop/protos/system', () => {
    const { files, found } = wordsIn(new URL('../src/', import.meta.url), WORDS, (file) => file.endsWith('.ts'));
    expect(files).to.have.length.greaterThan(50);
    expect(found).to.deep.equal([]);
  });
});
