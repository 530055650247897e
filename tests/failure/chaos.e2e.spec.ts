import { expect } from 'chai';
import { KINDS } from './chaos/plans.js';
import { runChaos, type ChaosResult } from './chaos/run.js';
import { isClean } from './chaos/verdict.js';

// `npm run chaos` is the long run
const SEED = 7;
const ORDERS = 60;
const SECONDS = 18;

describe(`chaos: ${ORDERS} orders in ${SECONDS} s while processes die and links break`, function () {
  this.timeout(300_000);
  let result: ChaosResult;
  before(async () => {
    result = await runChaos({ seed: SEED, orders: ORDERS, durationMs: SECONDS * 1000, faultEveryMs: 1500 });
  });

  it('loses no order, duplicates none, oversells no stock, and ends each as its customer was told', () => {
    const { verdict } = result;
    expect(isClean(verdict), JSON.stringify(verdict, null, 2)).to.equal(true);
  });

  it('places orders of every kind, and confirms those that must succeed', () => {
    expect([...new Set(result.records.map(({ plan }) => plan.kind))].sort()).to.deep.equal([...KINDS].sort());
    const { outcomes, unanswered } = result.verdict;
    const promised = result.records.filter(({ plan }) => ['one-shot', 'two-step', 'changed'].includes(plan.kind));
    expect(outcomes['CONFIRMED']).to.be.at.least(promised.length - unanswered);
    expect(unanswered).to.be.below(ORDERS / 4);
  });

  it('injects more than eight faults, of several kinds', () => {
    expect(result.faults).to.have.length.above(8);
    expect(new Set(result.faults.map(({ fault }) => fault.kind)).size).to.be.above(2);
  });
});
