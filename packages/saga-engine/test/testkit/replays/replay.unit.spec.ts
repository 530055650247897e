import { expect } from 'chai';
import { bookTrip, cancelTrip } from '../../core/trip.js';
import { itReplays, readRecorded } from '../recorded.js';

/** Written by record.ts, and never written again. */
describe('sagas of the whole language that were exported, replayed by the engine of today', () => {
  itReplays(import.meta.dirname, [bookTrip, cancelTrip]);

  it('have groups on both sides of the pivot, ways, and waits that ran out or collected', () => {
    const lines = new Set([...readRecorded(import.meta.dirname).values()].flatMap(({ saga }) => saga.journal));
    const types = new Set([...lines].map(({ type }) => type));
    expect(types).to.include.keys('way-refused', 'ran-out', 'decided', 'expired', 'followed-up', 'refused', 'undone');
  });
});
