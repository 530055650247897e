import { expect } from 'chai';
import { bookTrip } from '../../../examples/trip-booking/trip.js';
import { itReplays, readRecorded } from '../../../packages/saga-engine/test/testkit/recorded.js';

/** Real trips of every version so far, written by record.ts and never written again. */
describe('trips that were exported, replayed by the definition of today', () => {
  const trips = [...readRecorded(import.meta.dirname).values()];
  itReplays(import.meta.dirname, [bookTrip]);

  it('are there of every way that a trip can end, and of one amid its holds', () => {
    const states = new Set(trips.map(({ saga }) => saga.state));
    expect(states).to.include.keys('COMPLETED', 'COMPENSATED', 'RESOLVED', 'RUNNING');
    const lines = new Set(trips.flatMap(({ saga }) => saga.journal.map(({ type }) => type)));
    const ways = ['way-refused', 'way-in-doubt', 'decided'];
    expect(lines).to.include.keys(...ways, 'expired', 'cancel-requested', 'compensate-requested', 'forced', 'resolved');
  });

  it('hold nothing that was personal', () => {
    for (const trip of trips) expect(JSON.stringify(trip)).to.not.match(/"(ann|root|recorded)"/);
  });
});
