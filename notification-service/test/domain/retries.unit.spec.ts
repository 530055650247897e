import { expect } from 'chai';
import { nextAttempt, THREE_DAYS } from '../../dist/domain/retries.js';

const since = new Date('2026-11-28T00:00:00Z');

/** The time of each attempt if all fail at once, in milliseconds since the first. */
function attempts(random: () => number): number[] {
  const made = [0];
  for (let now = since; ;) {
    const next = nextAttempt(THREE_DAYS, { failures: made.length, since, now }, random);
    if (!next) return made;
    made.push(next.getTime() - since.getTime());
    now = next;
  }
}

describe('the retries of a delivery', () => {
  for (const [what, random] of [
    ['with the least jitter', () => 0],
    ['on average', () => 0.5],
    ['with the most jitter', () => 0.999],
  ] as const)
    it(`continue for three days with growing pauses, ${what}`, () => {
      const made = attempts(random);
      expect(made.length).to.be.within(11, 17);
      expect(made.at(-1)).to.equal(72 * 3_600_000);
      const rests = made.slice(1).map((at, index) => at - made[index]!);
      expect(rests[0]).to.be.within(4_000, 6_000);
      for (let index = 1; index < rests.length - 1; index++) expect(rests[index]).to.be.at.least(rests[index - 1]!);
      expect(Math.max(...rests)).to.be.at.most(14.4 * 3_600_000);
    });

  it('wait as long as the receiver asks, up to half a day', () => {
    const at = { failures: 1, since, now: since };
    const rest = (atLeastMs: number) =>
      nextAttempt(THREE_DAYS, { ...at, atLeastMs }, () => 0.5)!.getTime() - since.getTime();
    expect(rest(60_000)).to.equal(60_000);
    expect(rest(1_000)).to.equal(5_000);
    expect(rest(1e12)).to.equal(12 * 3_600_000);
  });
});
