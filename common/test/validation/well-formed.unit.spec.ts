import { expect } from 'chai';
import { Problem } from '../../dist/errors.js';
import { requireUtf8, requireWellFormed } from '../../dist/validation/well-formed.js';

const HALVES = ['\ud83d', '\ude00', '\ude00\ud83d', 'a\ud83d b', '\ud83d\ud83d\ude00'];

function placeOf(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const [first] = error.extra['errors'] as { path: string }[];
    expect([error.status, error.code, JSON.stringify(error.extra)]).to.deep.equal([
      422,
      'VALIDATION_FAILED',
      JSON.stringify(error.extra).replace(/\\ud[89a-f]../g, ''),
    ]);
    return first!.path;
  }
}

describe('well-formed text', () => {
  it('is required of every text and name in a body, at any depth', () => {
    for (const half of HALVES) {
      expect(placeOf(() => requireWellFormed(half, ''))).to.equal('body');
      expect(placeOf(() => requireWellFormed(half, 'Idempotency-Key'))).to.equal('Idempotency-Key');
      expect(placeOf(() => requireWellFormed({ a: [1, { b: half }] }, ''))).to.equal('a.1.b');
      expect(placeOf(() => requireWellFormed({ a: { [half]: 1 } }, ''))).to.equal('a');
    }
    for (const right of ['😀', '\u0000', 'e\u0301', { '😀': ['\ufffd', null, 1, true] }, undefined, null])
      expect(placeOf(() => requireWellFormed(right, ''))).to.equal(undefined);
  });

  it('is checked in deep and wide values', () => {
    let deep: unknown = '\ud83d';
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(placeOf(() => requireWellFormed(deep, ''))).to.match(/^0\.0\./);
  });

  it('is required of paths and queries, which are UTF-8 as well', () => {
    for (const wrong of ['%ED%A0%BD', '%FF', '%C3', '%', '%2', 'a=%zz', '%C0%AF']) {
      expect(placeOf(() => requireUtf8(wrong, ''))).to.equal('path');
      expect(placeOf(() => requireUtf8('/', wrong))).to.equal('query');
    }
    expect(placeOf(() => requireUtf8('/a%2Fb/%F0%9F%98%80', 'limit=5&a=%20'))).to.equal(undefined);
  });
});
