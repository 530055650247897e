import { expect } from 'chai';
import type { Definition } from '../../dist/core/definition.js';
import type { Entry } from '../../dist/core/journal.js';
import { participant } from '../../dist/core/participant.js';
import { saga } from '../../dist/core/saga.js';
import { replay, type Exported } from '../../dist/testkit/replay.js';

interface Hotel {
  hold(request: { trip: string }): { room: number };
  release(request: { trip: string }): void;
}
interface Flight {
  hold(request: { trip: string }): void;
  release(request: { trip: string }): void;
  book(request: { trip: string; room?: number }): void;
}
const [hotel, flight] = [participant<Hotel>('hotel'), participant<Flight>('flight')];

const holdHotel = {
  command: (s: { id: string }) => hotel.hold({ trip: s.id }),
  compensate: (s: { id: string }) => hotel.release({ trip: s.id }),
};
const holdFlight = {
  command: (s: { id: string }) => flight.hold({ trip: s.id }),
  compensate: (s: { id: string }) => flight.release({ trip: s.id }),
};
const begun = () => saga<object>('book-trip', { version: 1 });
const bookTrip = begun()
  .step('hold-hotel', holdHotel)
  .step('hold-flight', holdFlight)
  .pivot('book-flight', { command: (s) => flight.book({ trip: s.id, room: s.holdHotel.room }) })
  .end();

const done = (step: string, at: number, reply: unknown = {}): Entry => ({
  type: 'done',
  step,
  reply,
  startedAt: at,
  attempt: 1,
  at,
});
const exported = (journal: Entry[], state: Exported['state'], next?: string): Exported => ({
  id: 't1',
  type: 'book-trip',
  version: 1,
  input: {},
  createdAt: 0,
  journal,
  state,
  ...(next === undefined ? {} : { next }),
});
const booked = exported(
  [done('hold-hotel', 1, { room: 7 }), done('hold-flight', 2), done('book-flight', 3)],
  'COMPLETED',
  '',
);
const undone = exported(
  [
    done('hold-hotel', 1),
    { type: 'failed', step: 'hold-flight', phase: 'do', attempt: 1, error: 'away', startedAt: 2, retryAt: 500, at: 2 },
    { type: 'refused', step: 'hold-flight', reason: 'NO_SEAT', startedAt: 600, attempt: 2, at: 600 },
    { type: 'undone', step: 'hold-hotel', startedAt: 601, attempt: 1, at: 601 },
  ],
  'COMPENSATED',
);

describe('the replay of an exported saga', () => {
  it('lists each command once, with its key, and the state of the saga', () => {
    expect(replay([bookTrip], booked)).to.deep.equal({
      commands: [
        { command: 'hotel.hold', key: 't1.hold-hotel', request: { trip: 't1' } },
        { command: 'flight.hold', key: 't1.hold-flight', request: { trip: 't1' } },
        { command: 'flight.book', key: 't1.book-flight', request: { trip: 't1', room: 7 } },
      ],
      state: 'COMPLETED',
      next: '',
    });
    const { commands, differs } = replay([bookTrip], undone);
    expect(differs).to.equal(undefined);
    expect(commands.map(({ command }) => command)).to.deep.equal(['hotel.hold', 'flight.hold', 'undo hotel.release']);
  });

  const differs = (definition: Definition, saga: Exported) => replay([definition], saga).differs;

  it('names the first difference: other steps, another order, another undo', () => {
    const swapped = begun().step('hold-flight', holdFlight).step('hold-hotel', holdHotel);
    const other = swapped.pivot('book-flight', { command: (s) => flight.book({ trip: s.id }) }).end();
    expect(differs(other, booked)).to.equal(
      'book-trip version 1, saga t1: line 1 of its journal says that hold-hotel was sent; today it would send hold-flight there.',
    );
    const lasting = begun()
      .step('hold-hotel', { ...holdHotel, compensate: 'nothing' })
      .step('hold-flight', holdFlight);
    const withoutUndo = lasting.pivot('book-flight', { command: (s) => flight.book({ trip: s.id }) }).end();
    expect(differs(withoutUndo, undone)).to.equal(
      'book-trip version 1, saga t1: line 4 of its journal says that hold-hotel was undone; today it would have ended as COMPENSATED there.',
    );
  });

  it('reports another end or another next action', () => {
    const longer = begun().step('hold-hotel', holdHotel).step('hold-flight', holdFlight);
    const sends = longer.pivot('book-flight', { command: (s) => flight.book({ trip: s.id }) });
    const more = sends.retriable('thank', { command: (s) => flight.hold({ trip: s.id }) }).end();
    expect(differs(more, booked)).to.equal(
      'book-trip version 1, saga t1: it was COMPLETED at the end of its journal; today it would be RUNNING.',
    );
    const standing = exported([done('hold-hotel', 1)], 'RUNNING', 'hold-flight');
    expect(differs(bookTrip, standing)).to.equal(undefined);
    expect(differs(bookTrip, { ...standing, next: 'book-flight' })).to.equal(
      'book-trip version 1, saga t1: what was next was "book-flight"; today it would be "hold-flight".',
    );
    expect(differs({ ...bookTrip, version: 2 }, booked)).to.equal(
      'book-trip version 1, saga t1: there is no such definition any more.',
    );
  });
});
