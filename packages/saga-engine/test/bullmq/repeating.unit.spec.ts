import { expect } from 'chai';
import type { Wake } from '../../dist/core/ports.js';
import { repeating } from '../../dist/bullmq/repeating.js';

const wakeUp: Wake = { priority: 'new', why: 'start', about: 'book-trip create-trip' };

describe('a wake-up that could not be queued', () => {
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

  it('fails for its caller, and is repeated once when the queue is back', async () => {
    const wakes = queue();
    for (const id of ['a', 'b', 'a']) expect(await failed(wakes.wake(id, wakeUp))).to.equal(true);
    up = true;
    await wakes.again();
    expect(taken).to.deep.equal(['a', 'b']);
    await wakes.again();
    expect(taken).to.have.length(2);
  });

  it('is kept while the queue is still down', async () => {
    const wakes = queue();
    for (const id of ['a', 'b']) await failed(wakes.wake(id, wakeUp));
    expect(await failed(wakes.again())).to.equal(true);
    up = true;
    await wakes.again();
    expect(taken).to.have.members(['a', 'b']);
  });
});
