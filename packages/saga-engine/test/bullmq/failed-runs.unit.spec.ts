import { expect } from 'chai';
import mongoose from 'mongoose';
import { FailedRuns } from '../../dist/bullmq/failed-runs.js';

const away = new mongoose.mongo.MongoNetworkError('read ECONNRESET');

describe('the backoff of a job after a failed run', () => {
  it('is a quarter of a second at first, however often the saga ran before', () => {
    const runs = new FailedRuns();
    for (let times = 0; times < 20; times++) {
      expect(runs.restOf('a', away)).to.be.within(125, 250);
      runs.ran('a');
    }
    expect(runs.restOf('b', away)).to.be.within(125, 250);
  });

  it('grows to two seconds while the database is away, and to ten minutes for any other reason', () => {
    for (const [error, longest] of [
      [away, 2_000],
      [new Error('broken'), 600_000],
    ] as const) {
      const runs = new FailedRuns();
      const rests = Array.from({ length: 30 }, () => runs.restOf('a', error));
      expect(rests.at(-1)).to.be.within(longest / 2, longest);
    }
  });
});
