import { expect } from 'chai';
import type { Entry, SagaRecord } from '../../dist/core/journal.js';
import { preview } from '../../dist/core/preview.js';
import { replay, type Exported } from '../../dist/testkit/replay.js';
import { storyOf } from '../../dist/testkit/story.js';
import { bookTrip, type Trip } from './trip.js';

const trip: Trip = { hotels: ['ritz', 'ibis'], travellers: 1, car: true };
const begun = storyOf(bookTrip, trip, { id: 't1' });
const line = (step: string, reply: unknown): Entry => ({ type: 'done', step, reply, at: 0, startedAt: 0, attempt: 1 });
const stored = (journal: Entry[], more: Partial<Exported> = {}) =>
  ({
    id: 't1',
    type: 'book-trip',
    version: 1,
    input: trip,
    createdAt: 0,
    updatedAt: 0,
    journal,
    ...more,
  }) as SagaRecord;
const held = [line('hold-hotel', { hotel: 'ritz', room: 1 })];
const car: Entry = { type: 'decided', step: 'hold-car', passed: false, at: 0 };

describe('a group that is half done', () => {
  it('is undone by a cancel as far as it may have been sent, in reverse order', () => {
    const cancelled = begun.done({ hotel: 'ritz', room: 1 }).cancel('ILL');
    expect(cancelled.run().transcript.slice(-3)).to.deep.equal([
      'undo cars.release: done',
      'undo flights.release: done',
      'undo hotels.release: done',
    ]);
  });

  it('shows an operator the same undos in the preview', () => {
    const steps = preview(bookTrip, stored([car, ...held])).map(({ step }) => step);
    expect(steps).to.deep.equal(['hold-car', 'hold-flight', 'hold-hotel']);
  });

  it('has no undos of steps that were left out of it', () => {
    const walking = storyOf(bookTrip, { ...trip, car: false }, { id: 't1' });
    const undone = walking.done({ hotel: 'ritz', room: 1 }).cancel('ILL').run();
    expect(undone.next).to.equal('COMPENSATED');
    expect(undone.transcript.filter((told) => told.includes('cars'))).to.deep.equal([]);
  });

  it('can be replayed', () => {
    const { differs, next } = replay([bookTrip], stored([car, ...held], { state: 'RUNNING' }));
    expect([differs, next]).to.deep.equal([undefined, 'hold-flight']);
  });
});
