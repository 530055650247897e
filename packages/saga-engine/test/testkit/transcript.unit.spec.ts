import { expect } from 'chai';
import { hours, minutes } from '../../dist/core/duration.js';
import { storyOf, type Story } from '../../dist/testkit/story.js';
import { approved, bookTrip, checkedIn, replies, wish } from '../core/trip.js';

const begun = storyOf(bookTrip, { hotels: ['ritz', 'ibis'], travellers: 2, car: true }, { id: 't1' });
const told = ({ transcript, next }: Story) => ['', ...transcript, next, ''].join('\n');

describe('the transcript of a whole saga', () => {
  it('shows a trip at the second hotel, approved by both, from the first line to the end', () => {
    const story = begun
      .refused('FULL')
      .run(replies)
      .signal(approved, { by: 'bob' })
      .signal(approved, { by: 'eve' })
      .run(replies)
      .signal(wish, { wish: 'sea' })
      .after(minutes(30))
      .signal(checkedIn, { desk: 3 })
      .run(replies);
    expect(told(story)).to.equal(`
hotels.hold: refused, FULL
hotels.hold: done
flights.hold: done
cars.hold: done
signal approved
signal approved
flights.confirm: done
hotels.confirm: done
cars.confirm: done
signal wish
1800000 ms pass
wish runs out
signal checked-in
flights.confirm: done
COMPLETED
`);
  });

  it('shows a trip that was not approved by everybody', () => {
    const story = begun.run(replies).signal(approved, { by: 'bob' }).after(hours(24)).run(replies);
    expect(told(story)).to.equal(`
hotels.hold: done
flights.hold: done
cars.hold: done
signal approved
86400000 ms pass
approved expires, NOT_APPROVED
undo cars.release: done
undo flights.release: done
undo hotels.release: done
COMPENSATED
`);
  });

  it('shows a trip that is cancelled too late to compensate', () => {
    const story = begun
      .run(replies)
      .signal(approved, { by: 'bob' })
      .signal(approved, { by: 'eve' })
      .run(replies, 'hotels.confirm')
      .cancel('ILL')
      .run(replies);
    expect(told(story)).to.equal(`
hotels.hold: done
flights.hold: done
cars.hold: done
signal approved
signal approved
flights.confirm: done
cancel, ILL
hotels.confirm: done
cars.confirm: done
start cancel-trip: done
COMPENSATED
`);
  });
});
