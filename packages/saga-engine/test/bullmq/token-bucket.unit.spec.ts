import { expect } from 'chai';
import sinon from 'sinon';
import { TokenBucket } from '../../dist/bullmq/token-bucket.js';

describe('a token bucket', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => (clock = sinon.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })));
  afterEach(() => clock.restore());

  const empty = (refilled: () => void) => {
    const bucket = new TokenBucket(5, refilled);
    for (let i = 0; i < 5; i++) bucket.take();
    return bucket;
  };

  it('begins with the tokens of one second, and refills at that rate', () => {
    const bucket = new TokenBucket(5, () => undefined);
    expect([bucket.has(5), bucket.has(6)]).to.deep.equal([true, false]);
    for (let i = 0; i < 5; i++) bucket.take();
    expect(bucket.has(1)).to.equal(false);
    clock.tick(400);
    expect([bucket.has(2), bucket.has(3)]).to.deep.equal([true, false]);
  });

  it('calls back after each refusal, even if a check a moment later would have succeeded', () => {
    const refilled = sinon.spy();
    const bucket = empty(refilled);
    // 0.995 tokens: a check that was refused a moment too early must be called back
    clock.tick(199);
    expect(bucket.has(1)).to.equal(false);
    clock.tick(1);
    expect(bucket.has(1)).to.equal(true);
    clock.tick(1);
    expect(refilled.callCount).to.equal(1);
  });

  it('calls back once for several refusals, and not without one', () => {
    const refilled = sinon.spy();
    const bucket = empty(refilled);
    for (let i = 0; i < 3; i++) bucket.has(1);
    clock.tick(1_000);
    expect(refilled.callCount).to.equal(1);
    expect(bucket.has(5)).to.equal(true);
    clock.tick(10_000);
    expect(refilled.callCount).to.equal(1);
  });
});
