import { expect } from 'chai';
import fc from 'fast-check';
import { backoff, defaultRetry, growingRest, untilAnswered, type RetryPolicy } from '../../dist/core/retry.js';

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

describe('growingRest', () => {
  const rests = (policy: RetryPolicy, refused = false, rows = 30) =>
    Array.from({ length: rows }, (_none, i) => growingRest(policy, i + 1, refused, 1));

  it('of an undo doubles to an hour', () =>
    expect(rests(untilAnswered).slice(0, 10)).to.deep.equal([
      200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 102_400,
    ]));
  it('of a step stays at its cap until it needs attention, then doubles', () =>
    expect(rests({ ...untilAnswered, max: 1000, attentionAfter: 5 }).slice(0, 8)).to.deep.equal([
      200, 400, 800, 1000, 1000, 1000, 2000, 4000,
    ]));
  it('grows for a policy that begins without a rest, too', () => {
    expect(rests({ ...untilAnswered, first: 0, max: 1000 }).slice(0, 8)).to.deep.equal([
      0, 0, 0, 0, 0, 1000, 2000, 4000,
    ]);
    expect(backoff({ first: 0, max: 1000 }, 5000, 1)).to.equal(0);
  });
  it('ends at an hour', () => {
    expect(rests(untilAnswered).at(-1)).to.equal(3_600_000);
    expect(rests(untilAnswered, true).at(-1)).to.equal(3_600_000);
  });
  it('is at most twice as long as the failures before it have taken, so an action continues soon after an outage', () => {
    for (const attentionAfter of [1, 2, 5, 8, 20])
      for (const max of [1000, 10_000, 60_000]) {
        let before = 0;
        for (const rest of rests({ ...untilAnswered, attentionAfter, max })) {
          expect(rest).to.be.at.most(Math.max(untilAnswered.first, 2 * before));
          before += rest;
        }
      }
  });
});
