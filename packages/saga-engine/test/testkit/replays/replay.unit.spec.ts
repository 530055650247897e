import { expect } from 'chai';
import { bookTrip, cancelTrip } from '../../core/trip.js';
import { itReplays, readRecorded } from '@shop/testkit/recorded';

/** The sagas were written by record.ts and never change. */
describe('exported sagas of the whole language, replayed by the current engine', () => {
  itReplays(import.meta.dirname, [bookTrip, cancelTrip]);

  it('have groups before and after the pivot, alternatives, and waits that expired or collected signals', () => {
    const lines = new Set([...readRecorded(import.meta.dirname).values()].flatMap(({ saga }) => saga.journal));
    const types = new Set([...lines].map(({ type }) => type));
    expect(types).to.include.keys('way-refused', 'ran-out', 'decided', 'expired', 'followed-up', 'refused', 'undone');
  });
});
