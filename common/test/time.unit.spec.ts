import { expect } from 'chai';
import { growingPause } from '../dist/time.js';

describe('a growing pause', () => {
  it('doubles from the first to the longest, and has jitter over its upper half', () => {
    const longest = [1, 2, 3, 4, 5, 5_000].map((failures) => growingPause(failures, 100, 1_000, 1));
    expect(longest).to.deep.equal([100, 200, 400, 800, 1_000, 1_000]);
    expect(growingPause(2, 100, 1_000, 0)).to.equal(100);
    for (let i = 0; i < 100; i++) expect(growingPause(1, 100, 1_000)).to.be.within(50, 100);
  });
});
