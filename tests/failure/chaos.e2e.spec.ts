import { expect } from 'chai';
import { KINDS } from './chaos/plans.js';
import { runChaos, type ChaosResult } from './chaos/run.js';
import { isClean } from './chaos/verdict.js';

// the long one is `npm run chaos`
const SEED = 7;
const ORDERS = 60;
const SECONDS = 18;

describe(`chaos: ${ORDERS} orders in ${SECONDS} s while processes die and links break`, function () {
  this.timeout(300_000);
  let result: ChaosResult;
  before(async () => {
    result = await runChaos({ seed: SEED, orders: ORDERS, durationMs: SECONDS * 1000, faultEveryMs: 1500 });
  });

  it('loses no order, doubles none, sells no piece twice, and ends each as its customer was told', () => {
    const { verdict } = result;
    expect(isClean(verdict), JSON.stringify(verdict, null, 2)).to.equal(true);
  });

  it('takes orders of every kind, and those that can succeed do', () => {
    expect([...new Set(result.told.map(({ plan }) => plan.kind))].sort()).to.deep.equal([...KINDS].sort());
    const { outcomes, unanswered } = result.verdict;
    const promised = result.told.filter(({ plan }) => ['one-shot', 'two-step', 'changed'].includes(plan.kind));
    expect(outcomes['CONFIRMED']).to.be.at.least(promised.length - unanswered);
    expect(unanswered).to.be.below(ORDERS / 4);
  });

  it('strikes often, and in several ways', () => {
    expect(result.faults).to.have.length.above(8);
    expect(new Set(result.faults.map(({ strike }) => strike.kind)).size).to.be.above(2);
  });
});
