import { expect } from 'chai';
import type { Wake } from '../../src/engine/outside.js';
import { repeating } from '../../src/queue/repeating.js';

const knock: Wake = { priority: 'new', why: 'start', about: 'place-order create-order' };

describe('a knock that could not be queued', () => {
  let up: boolean;
  let taken: string[];
  const queue = () =>
    repeating({
      wake: (id) => {
        if (!up) return Promise.reject(new Error('Redis is gone.'));
        taken.push(id);
        return Promise.resolve();
      },
    });
  const failed = (work: Promise<void>) =>
    work.then(
      () => false,
      () => true,
    );
  beforeEach(() => {
    [up, taken] = [false, []];
  });

  it('is told to whoever knocked, and repeated once when the queue is back', async () => {
    const knocks = queue();
    for (const id of ['a', 'b', 'a']) expect(await failed(knocks.wake(id, knock))).to.equal(true);
    up = true;
    await knocks.again();
    expect(taken).to.deep.equal(['a', 'b']);
    await knocks.again();
    expect(taken).to.have.length(2);
  });

  it('is kept while the queue is still away', async () => {
    const knocks = queue();
    for (const id of ['a', 'b']) await failed(knocks.wake(id, knock));
    expect(await failed(knocks.again())).to.equal(true);
    up = true;
    await knocks.again();
    expect(taken).to.have.members(['a', 'b']);
  });
});
