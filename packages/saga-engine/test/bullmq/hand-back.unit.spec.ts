import { expect } from 'chai';
import { HandedBack } from '../../dist/bullmq/hand-back.js';

const MINUTE = 60_000;

describe('the backoff of a job that this process cannot run', () => {
  it('doubles up to a minute while no live process knows the saga', () => {
    const handedBack = new HandedBack();
    const rests = Array.from({ length: 15 }, () => handedBack.restOf('a', false));
    expect(rests[0]).to.be.within(50, 100);
    expect(rests.at(-1)).to.be.within(MINUTE / 2, MINUTE);
    expect(handedBack.restOf('b', false)).to.be.within(50, 100);
  });

  it('is short as soon as a process that knows the saga is up, however long it was before', () => {
    const handedBack = new HandedBack();
    for (let times = 0; times < 15; times++) handedBack.restOf('a', false);
    expect(handedBack.restOf('a', true)).to.be.within(200, 400);
    expect(handedBack.restOf('b', true)).to.be.within(50, 100);
  });

  it('starts again once this process has run it', () => {
    const handedBack = new HandedBack();
    for (let times = 0; times < 15; times++) handedBack.restOf('a', false);
    handedBack.ran('a');
    expect(handedBack.size).to.equal(0);
    expect(handedBack.restOf('a', false)).to.be.within(50, 100);
  });
});
