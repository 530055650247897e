import { expect } from 'chai';
import fc from 'fast-check';
import { Progress, type StatusChange } from '../../dist/live/progress.js';

const history = (...statuses: string[]): StatusChange[] =>
  statuses.map((status, index) => ({ seq: index + 1, status, at: '2026-01-01T00:00:00.000Z' }));
const cancelled = history('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'CANCELLED');
const done = cancelled.slice(0, 3);
const seqs = (changes: readonly StatusChange[]) => changes.map(({ seq }) => seq);

describe('the progress of a stream', () => {
  it('shows the history, then changes, and ends with the final one', () => {
    const progress = new Progress();
    expect(seqs(progress.read({ history: done.slice(0, 1) }))).to.deep.equal([1]);
    expect(seqs(progress.hear(done[1]!))).to.deep.equal([2]);
    expect(progress.ended).to.equal(false);
    expect(seqs(progress.hear(done[2]!))).to.deep.equal([3]);
    expect(progress.ended).to.equal(true);
  });

  it('delays changes after a gap until the gap is filled', () => {
    const progress = new Progress();
    progress.read({ history: done.slice(0, 1) });
    expect(progress.hear(done[2]!)).to.deep.equal([]);
    expect([progress.hasGap, progress.ended]).to.deep.equal([true, false]);
    expect(seqs(progress.read({ history: done }))).to.deep.equal([2, 3]);
    expect([progress.hasGap, progress.ended]).to.deep.equal([false, true]);
  });

  it('replays an order that was confirmed and cancelled to its end', () => {
    const progress = new Progress();
    expect(seqs(progress.read({ history: cancelled }))).to.deep.equal([1, 2, 3, 4]);
    expect(progress.ended).to.equal(true);
  });

  it('continues past the confirmation of an order whose cancellation was accepted', () => {
    for (const seen of [0, 3]) {
      const progress = new Progress(seen);
      progress.read({ history: done, cancelling: true });
      expect(progress.ended).to.equal(false);
      expect(seqs(progress.hear(cancelled[3]!))).to.deep.equal([4]);
      expect(progress.ended).to.equal(true);
    }
  });

  it('resumes after the last change that was seen, and ends at once if that was the final one', () => {
    expect(seqs(new Progress(2).read({ history: done }))).to.deep.equal([3]);
    const over = new Progress(3);
    expect(over.read({ history: done })).to.deep.equal([]);
    expect(over.ended).to.equal(true);
  });

  it('starts again for a client whose last id does not exist', () => {
    expect(seqs(new Progress(99).read({ history: done }))).to.deep.equal([1, 2, 3]);
  });

  it('shows each change once and in order, however broadcasts are lost, duplicated and mixed with reads', () => {
    const event = fc.oneof(
      fc.record({ read: fc.integer({ min: 1, max: 8 }) }),
      fc.record({ hear: fc.integer({ min: 1, max: 8 }) }),
    );
    const eight = history(...Array.from({ length: 7 }, () => 'PENDING'), 'CANCELLED');
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const progress = new Progress();
        const shown = events.flatMap((each) =>
          'read' in each ? progress.read({ history: eight.slice(0, each.read) }) : progress.hear(eight[each.hear - 1]!),
        );
        shown.push(...progress.read({ history: eight }));
        expect(seqs(shown)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
        expect(progress.ended).to.equal(true);
      }),
    );
  });
});
