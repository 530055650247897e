import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

/** Words of the shop that the engine was written for; `order` alone is also a sequence, and the names of packages are not of its making. */
const WORDS =
  /shop(?!\/)|orders\b|\border[-_]?id|[-_]orders?\b|order[-_]|payment|\w+-service\b|\bproducts?\b|\bcarts?\b|stock|customer|catalogue|refund|invoice/gi;

const folder = new URL('../', import.meta.url);
const isOwn = (file: string) => /^(src|examples)\/.*\.ts$|^(README\.md|package\.json)$/.test(file);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isOwn);

describe('the package of the saga engine', () => {
  it('has no word of the shop in it', () => {
    const found = files.flatMap((file) =>
      readFileSync(new URL(file, folder), 'utf8')
        .split('\n')
        .flatMap((line, at) => [...line.matchAll(WORDS)].map(([word]) => `${file}:${at + 1} ${word}`)),
    );
    expect(files).to.have.length.greaterThan(80);
    expect(found).to.deep.equal([]);
  });
});
