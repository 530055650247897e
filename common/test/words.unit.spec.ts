import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

/** Words of the shop's trade and names of its processes; "recorder", "ordered" and "production" are none. */
const WORDS =
  /(?<!rec)order(?!ed\b)|saga|shop(?!\/)|payment|\w+-service\b|\bproducts?\b|\bcarts?\b|stock|customer|catalogue|refund|invoice/gi;

const folder = new URL('../src/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

describe('common', () => {
  it('has no word of the shop in it: what it must know of this system it takes from @shop/protos/system', () => {
    const found = files.flatMap((file) =>
      readFileSync(new URL(file, folder), 'utf8')
        .split('\n')
        .flatMap((line, at) => [...line.matchAll(WORDS)].map(([word]) => `${file}:${at + 1} ${word}`)),
    );
    expect(files).to.have.length.greaterThan(50);
    expect(found).to.deep.equal([]);
  });
});
