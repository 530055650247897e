import { expect } from 'chai';
import fc from 'fast-check';
import { backoff, defaultRetry, untilAnswered } from '../../src/core/retry.js';

describe('backoff', () => {
  const policy = { attempts: 9, first: 100, max: 1000 };
  it('doubles up to the cap', () =>
    expect([1, 2, 3, 4, 5, 50, 2000].map((attempt) => backoff(policy, attempt, 1))).to.deep.equal([
      100, 200, 400, 800, 1000, 1000, 1000,
    ]));
  it('has jitter over the upper half', () => {
    expect(backoff(policy, 3, 0)).to.equal(200);
    expect(backoff(policy, 3, 0.5)).to.equal(300);
  });
  it('is never zero and never above the cap', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          for (const each of [defaultRetry, untilAnswered]) {
            const rest = backoff(each, attempt, random);
            expect(rest).to.be.within(each.first / 2, each.max);
          }
        },
      ),
    ));
});
