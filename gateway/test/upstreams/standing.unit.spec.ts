import { expect } from 'chai';
import sinon from 'sinon';
import { RetryBudget } from '../../dist/upstreams/retry-budget.js';
import { Standing } from '../../dist/upstreams/standing.js';

describe('the standing of a replica', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => (clock = sinon.useFakeTimers({ now: 1_000_000, toFake: ['performance'] })));
  afterEach(() => clock.restore());
  const standing = () => new Standing({ rampMs: 5_000, ejectMs: 1_000 });

  it('is down after a refused connection until a check succeeds, and then gains weight slowly', () => {
    const one = standing();
    expect([one.state, one.weight]).to.deep.equal(['up', 1]);
    one.refused();
    expect(one.state).to.equal('down');
    one.checked(true);
    expect([one.state, one.weight]).to.deep.equal(['up', 0.1]);
    clock.tick(2_500);
    expect(one.weight).to.equal(0.5);
    clock.tick(2_500);
    expect(one.weight).to.equal(1);
  });

  it('is no longer ejected after it was down and a check succeeds', () => {
    const one = standing();
    one.broke();
    one.refused();
    one.checked(true);
    expect(one.state).to.equal('up');
  });

  it('is ejected after a failed check until one succeeds, and down after two in a row', () => {
    const one = standing();
    one.checked(false);
    expect(one.state).to.equal('ejected');
    one.checked(true);
    expect([one.state, one.weight]).to.deep.equal(['up', 1]);
    one.checked(false);
    expect(one.state).to.equal('ejected');
    one.checked(false);
    expect(one.state).to.equal('down');
  });

  it('is ejected for twice as long each time that calls break off, and for the first duration after a quiet time', () => {
    const one = standing();
    one.broke();
    one.broke();
    clock.tick(999);
    expect(one.state).to.equal('ejected');
    clock.tick(1);
    expect(one.state).to.equal('up');
    one.broke();
    clock.tick(1_999);
    expect(one.state).to.equal('ejected');
    clock.tick(6_000);
    one.answered();
    one.broke();
    clock.tick(1_000);
    expect(one.state).to.equal('up');
  });
});

describe('the retry budget', () => {
  it('permits retries of a share of calls, plus those saved up', () => {
    const budget = new RetryBudget(0.5, 2);
    expect([budget.spend(), budget.spend(), budget.spend()]).to.deep.equal([true, true, false]);
    budget.earn();
    expect(budget.spend()).to.equal(false);
    budget.earn();
    expect([budget.spend(), budget.spend()]).to.deep.equal([true, false]);
  });
});
