import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

const folder = new URL('../../pages/console/', import.meta.url);
const { korean } = (await import(new URL('korean.js', folder).href)) as { korean: Record<string, string> };
const parts = readdirSync(folder)
  .filter((name) => name.endsWith('.js') && name !== 'korean.js')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
/** Each text that stands in a part as a literal. */
const literals = new Set(
  parts.flatMap((text) =>
    [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'/g)].map(([, inner = '']) => inner.replaceAll("\\'", "'")),
  ),
);
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe('the words of the console', () => {
  it('are in Korean for every text that it asks for', () => {
    const asked = parts.flatMap((text) =>
      [...text.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, inner = '']) => inner),
    );
    expect(asked.length).to.be.greaterThan(150);
    expect(asked.filter((text) => !Object.hasOwn(korean, text))).to.deep.equal([]);
  });

  it('have no translation of what it does not say any more', () => {
    // single small words are codes of the API
    const own = Object.keys(korean).filter((text) => !/^[a-z-]+$/.test(text));
    expect(own.filter((text) => !literals.has(text) && !parts.some((part) => part.includes(text)))).to.deep.equal([]);
  });

  it('have the same values in both languages', () => {
    for (const [english, translated] of Object.entries(korean))
      expect(placeholders(translated), english).to.deep.equal(placeholders(english));
  });
});
