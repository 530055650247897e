import { expect } from 'chai';
import { bookTrip } from '../../../examples/trip-booking/trip.js';
import { itReplays, readRecorded } from '@shop/testkit/recorded';

/** Real trips of every version so far. record.ts writes each once. */
describe('recorded trips, replayed by the current definition', () => {
  const trips = [...readRecorded(import.meta.dirname).values()];
  itReplays(import.meta.dirname, [bookTrip]);

  it('include every outcome of a trip, and one that is amid its holds', () => {
    const states = new Set(trips.map(({ saga }) => saga.state));
    expect(states).to.include.keys('COMPLETED', 'COMPENSATED', 'RESOLVED', 'RUNNING');
    const lines = new Set(trips.flatMap(({ saga }) => saga.journal.map(({ type }) => type)));
    const ways = ['way-refused', 'way-in-doubt', 'decided'];
    expect(lines).to.include.keys(...ways, 'expired', 'cancel-requested', 'compensate-requested', 'forced', 'resolved');
  });

  it('contain no personal data', () => {
    for (const trip of trips) expect(JSON.stringify(trip)).to.not.match(/"(ann|root|recorded)"/);
  });
});
