import { expect } from 'chai';
import fc from 'fast-check';
import { exceedsJsonLimits, JSON_LIMITS } from '../../dist/http/json-limits.js';

const exceeds = (text: string) => exceedsJsonLimits(Buffer.from(text));
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const list = (values: number) => JSON.stringify(Array.from({ length: values - 1 }, (_, index) => index));

/** Values and levels of a parsed value, counted by a walk through it. */
function measure(value: unknown): { values: number; depth: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, depth: 0 };
  const members = Object.values(value).map(measure);
  return {
    values: members.reduce((sum, { values }) => sum + values, 1),
    depth: 1 + Math.max(0, ...members.map(({ depth }) => depth)),
  };
}

describe('the limits of a JSON text', () => {
  it('are 5,000 values and 20 levels', () => {
    expect(JSON_LIMITS).to.deep.equal({ values: 5_000, depth: 20 });
    expect([exceeds(list(5_000)), exceeds(list(5_001))]).to.deep.equal([false, true]);
    expect([exceeds(nested(20)), exceeds(nested(21))]).to.deep.equal([false, true]);
  });

  it('count empty lists and objects, and nothing inside texts', () => {
    expect(exceeds(`[${'{},'.repeat(4_998)}{}]`)).to.equal(false);
    expect(exceeds(`[${'{ \n},'.repeat(4_999)}[\t]]`)).to.equal(true);
    expect(exceeds(JSON.stringify({ a: ',[{'.repeat(10_000), '[,\\"': '\\",['.repeat(9_000) }))).to.equal(false);
    expect(exceeds(`"${'\\\\'.repeat(6_000)}"`)).to.equal(false);
  });

  it('count as a parser does, whatever the value and its spacing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 30 }), fc.constantFrom(0, 1, '\t'), (value, space) => {
        const text = Buffer.from(JSON.stringify(value, null, space));
        const { values, depth } = measure(JSON.parse(String(text)));
        expect(exceedsJsonLimits(text)).to.equal(values > JSON_LIMITS.values || depth > JSON_LIMITS.depth);
      }),
    );
  });
});
