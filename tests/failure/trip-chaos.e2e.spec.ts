import { expect } from 'chai';
import { isRight } from './chaos/business/account.js';
import { runBusinessChaos, type BusinessChaosResult } from './chaos/business/run.js';
import { trip } from './chaos/business/trip.js';

// the long one is `npm run chaos -- --of trip`
const SEED = 7;
const TRIPS = 80;
const SECONDS = 15;

describe(`chaos: ${TRIPS} trips in ${SECONDS} s while their processes are killed`, function () {
  this.timeout(300_000);
  let result: BusinessChaosResult;
  before(async () => {
    result = await runBusinessChaos(trip, {
      seed: SEED,
      sagas: TRIPS,
      durationMs: SECONDS * 1000,
      faultEveryMs: 1000,
    });
  });

  it('loses nothing, holds nothing twice, and books or undoes every trip', () => {
    const { account } = result;
    expect(isRight(account), JSON.stringify(account, null, 2)).to.equal(true);
    const { COMPLETED = 0, COMPENSATED = 0 } = account.outcomes;
    expect(COMPLETED + COMPENSATED).to.equal(TRIPS);
    expect([COMPLETED > TRIPS / 4, COMPENSATED > TRIPS / 4]).to.deep.equal([true, true]);
  });

  it('strikes often, and more than one process', () => {
    expect(result.faults).to.have.length.above(8);
    const targets = new Set(result.faults.map(({ strike }) => strike.target));
    expect(targets.size).to.be.above(3);
  });
});
