import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

const folder = new URL('../../pages/console/', import.meta.url);
const { korean } = (await import(new URL('korean.js', folder).href)) as { korean: Record<string, string> };
const parts = readdirSync(folder)
  .filter((name) => name.endsWith('.js') && name !== 'korean.js')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
/** Every string literal of a part. */
const literals = new Set(
  parts.flatMap((text) =>
    [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'/g)].map(([, inner = '']) => inner.replaceAll("\\'", "'")),
  ),
);
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe('the texts of the console', () => {
  it('have a Korean translation for every text that it looks up', () => {
    const asked = parts.flatMap((text) =>
      [...text.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, inner = '']) => inner),
    );
    expect(asked.length).to.be.greaterThan(150);
    expect(asked.filter((text) => !Object.hasOwn(korean, text))).to.deep.equal([]);
  });

  it('have no translation that is not used any more', () => {
    // single words in lower case are codes of the API
    const own = Object.keys(korean).filter((text) => !/^[a-z-]+$/.test(text));
    expect(own.filter((text) => !literals.has(text) && !parts.some((part) => part.includes(text)))).to.deep.equal([]);
  });

  it('have the same values in both languages', () => {
    for (const [english, translated] of Object.entries(korean))
      expect(placeholders(translated), english).to.deep.equal(placeholders(english));
  });
});
