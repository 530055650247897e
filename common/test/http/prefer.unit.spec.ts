import { expect } from 'chai';
import { preferredWait } from '../../dist/http/prefer.js';

describe('Prefer', () => {
  const cases: [string, number | undefined][] = [
    ['wait=10', 10],
    ['wait="10"', 10],
    ['respond-async, WAIT = 10; x=y', 10],
    ['wait=30', 30],
    ['wait=31', 30],
    ['wait=99999999999', 30],
    ['wait=99999999999999999999', 30],
    [`wait=${'9'.repeat(400)}`, 30],
    ['wait=0', undefined],
    ['wait=', undefined],
    ['wait=ten', undefined],
    ['wait=1e1', undefined],
    ['waiting=10', undefined],
    ['', undefined],
  ];
  for (const [header, seconds] of cases)
    it(`${JSON.stringify(header)} is ${seconds ?? 'ignored'}`, () => expect(preferredWait(header)).to.equal(seconds));
});
